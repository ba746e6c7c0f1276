"""Where machine code is kept; importing this points numba there, before anything is compiled.

numba keys its cache on one source file and misses edits in the modules that file imports, so the
folder carries a hash of every source that machine code is made from. ``NUMBA_CACHE_DIR`` names the
place if set, else it is the checkout, else the user's own cache, else a private temporary folder:
the package may be read-only. One process at a time compiles: numba gives each compiled function a
name with a serial number of its process and keeps a ufunc's loop apart from its core, so that two
processes filling one cache can leave a loop there that calls a core under a name nobody has.
"""

import functools
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba.core.config
import numpy as np
from filelock import FileLock
from platformdirs import user_cache_path

SOURCES = (
    "agents/clouds/capital.py",
    "agents/clouds/spot_round.py",
    "agents/resellers/carrying.py",
    "agents/startups/columns.py",
    "agents/startups/compiling.py",
    "agents/startups/kernel.py",
    "agents/startups/kernel_attract.py",
    "agents/startups/kernel_choose.py",
    "agents/startups/kernel_clear.py",
    "agents/startups/kernel_order.py",
    "agents/startups/kernel_settle.py",
    "agents/startups/kernel_ties.py",
    "agents/startups/packing.py",
    "agents/startups/partials.py",
    "agents/startups/rules.py",
    "agents/startups/tables.py",
    "agents/strategies/list_price.py",
    "model/markets/allocation/water_filling.py",
    "model/state/kinds.py",
    "model/state/startup_tables.py",
    "model/state/compiling.py",
    "model/state/elementary.py",
    "model/state/maths.py",
    "model/state/normal.py",
    "model/state/posting.py",
    "model/state/randomness.py",
)
CHECKOUT = Path(__file__).resolve().parents[2]
HASH_DIGITS = 16
LOCK = "compiling.lock"
STALE_SECONDS = 24 * 3600
"""Machine code of sources edited since is kept for a day: one may go back to them."""


def source_hash() -> str:
    """Sixteen hex digits that change with any source that machine code is made from."""
    digest = hashlib.blake2b(digest_size=HASH_DIGITS // 2)
    for source in SOURCES:
        digest.update((CHECKOUT / source).read_bytes())
    return digest.hexdigest()


def prune(own: Path, before: float) -> None:
    """Remove folders of machine code last written before a time (seconds since 1970).

    Only folders named by a source hash go; a chosen ``NUMBA_CACHE_DIR`` may be shared and is left be.
    """
    for folder in own.glob("[0-9a-f]" * HASH_DIGITS):
        if folder.is_dir() and folder.stat().st_mtime < before:
            # Another process may be pruning too.
            shutil.rmtree(folder, ignore_errors=True)


def cache_places() -> list[Path]:
    """Where machine code may be kept: the chosen place alone, or the checkout and the user's cache."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    if chosen:
        return [Path(chosen)]
    return [CHECKOUT / ".numba_cache", user_cache_path("compute-market")]


def cache_folder() -> Path:
    """A folder for machine code that can be written; it starts with what a read-only place holds."""
    name, shipped = source_hash(), None
    for place in cache_places():
        folder = place / name
        try:
            if not folder.exists() and "NUMBA_CACHE_DIR" not in os.environ:
                prune(place, time.time() - STALE_SECONDS)
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder):
                return _filled(folder, shipped)
        except OSError:
            shipped = shipped or (folder if folder.is_dir() else None)
    # Cached code is run as it is found, so it must not come from a folder others can guess.
    return _filled(Path(tempfile.mkdtemp(prefix="compute-market-")) / name, shipped)


def _filled(folder: Path, shipped: Path | None) -> Path:
    """The folder, with the machine code of a place that can only be read if it is new."""
    folder.mkdir(exist_ok=True)
    if shipped is None:
        return folder
    with FileLock(folder / LOCK):
        if all(path.name == LOCK for path in folder.iterdir()):
            shutil.copytree(shipped, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns(LOCK))
    return folder


CACHE = cache_folder()
config: Any = numba.core.config
config.CACHE_DIR = str(CACHE)

njit: Any = functools.partial(numba.njit, no_cfunc_wrapper=True)
"""Without the way in for C, which nobody takes. Untyped, as ``config``: numba's stubs know little of it."""


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile a function for other compiled functions to call; plain Python may call it too."""
    return cast(F, njit(function))


def entry_point[F: Callable[..., Any]](function: F, **options: bool) -> F:
    """Compile a function that plain Python calls, once for each kind of arguments, and keep it on disk."""
    if config.DISABLE_JIT:
        return function
    dispatcher = njit(function, cache=True, **options)
    compile_for = dispatcher.compile

    def compile_alone(signature: Any) -> Any:
        with FileLock(CACHE / LOCK):
            return compile_for(signature)

    dispatcher.compile = compile_alone
    return cast(F, dispatcher)


def gufunc(signature: str, machine_types: str) -> Callable[[Callable[..., None]], np.ufunc]:
    """Compile a function of rows, and the loop over all other axes, as one of numpy's generalised ufuncs.

    numba keeps these on disk, unlike those of ``vectorize``.
    """
    guvectorize: Any = numba.guvectorize
    vectorized = guvectorize([f"void({machine_types})"], signature, cache=True)

    def compile_alone(core: Callable[..., None]) -> np.ufunc:
        with FileLock(CACHE / LOCK):
            return cast(np.ufunc, vectorized(core).ufunc)

    return compile_alone


def one_thread() -> None:
    """Keep this process to one thread, before its first run: one worker a core beats rival threads."""
    os.environ.setdefault("NUMBA_NUM_THREADS", "1")
    config.reload_config()
