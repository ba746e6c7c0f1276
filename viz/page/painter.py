"""Redraws the page in a thread of its own; what changes during a redraw is drawn once, afterwards."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor


class Painter:
    """Calling it asks for a redraw and returns at once."""

    def __init__(self, paint: Callable[[], None]) -> None:
        self._paint = paint
        self._lock = threading.Lock()
        self._asked = False
        self._closed = threading.Event()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="painter")

    def __call__(self) -> None:
        """Ask for a redraw."""
        with self._lock:
            if not self._asked:
                self._asked = True
                self._thread.submit(self._redraw)

    def close(self) -> None:
        """Redraw no more."""
        with self._lock:
            self._asked = True
        self._closed.set()
        self._thread.shutdown(wait=False, cancel_futures=True)

    def _redraw(self) -> None:
        with self._lock:
            self._asked = False
        began = time.monotonic()
        self._paint()
        # Drawing and playing share Python's lock: twice as long as it has drawn, it lets others work.
        self._closed.wait(2 * (time.monotonic() - began))
