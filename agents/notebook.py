"""What firms noted down while they decided, for whoever asks why; nothing that decides reads it."""

from typing import cast


class Notebook:
    """Pages by kind; a closed notebook (as in batches) keeps nothing."""

    def __init__(self, is_open: bool) -> None:
        self.is_open = is_open
        self._pages: dict[type, object] = {}

    def write(self, page: object) -> None:
        """Keep a page in place of last month's of its kind. Arrays that will change must be copies."""
        if self.is_open:
            self._pages[type(page)] = page

    def read[Page](self, kind: type[Page]) -> Page | None:
        """This month's page of a kind, if there is one."""
        return cast("Page | None", self._pages.get(kind))

    def clear(self) -> None:
        """A new month starts with blank pages."""
        self._pages.clear()
