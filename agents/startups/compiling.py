"""How the kernel is compiled and where the machine code is kept; the only place that sets up numba.

numba keys its cache on one source file and misses edits in the modules that file imports, so the
folder carries a hash of every source the machine code is made from. ``NUMBA_CACHE_DIR`` names the
place if set, else the checkout, else a private temporary folder: the package may be read-only.
"""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import numba
import numba.extending

from agents.startups import rules
from model import randomness

SOURCES = ("columns", "compiling", "kernel", "kernel_choose", "kernel_settle", "rules", "tables")
HERE = Path(__file__).resolve().parent
PRANGE_ONLY = dict.fromkeys(
    ("comprehension", "reduction", "inplace_binop", "setitem", "numpy", "stencil", "fusion"), False
) | {"prange": True}


def source_hash() -> str:
    """Sixteen hex digits that change with any source the kernel is compiled from."""
    digest = hashlib.blake2b(digest_size=8)
    for path in (*(HERE / f"{name}.py" for name in SOURCES), Path(randomness.__file__)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def cache_folder() -> Path:
    """A folder for machine code that can be written."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    base = Path(chosen) if chosen else HERE.parents[1] / ".numba_cache"
    folder = base / source_hash()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        # Cached code is run as it is found, so it must not come from a folder others can guess.
        return Path(tempfile.mkdtemp(prefix="compute-market-"))


numba.config.CACHE_DIR = str(cache_folder())


def inner[F: Callable[..., Any]](function: F) -> F:
    """Compile a function that only compiled functions call; its code is cached with theirs."""
    return cast(F, numba.njit(function, forceinline=True, _nrt=False))


def serial(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile an entry point for one thread."""
    return cast(Callable[..., Any], numba.njit(function, cache=True))


def parallel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile an entry point with its ``prange`` loops over threads and nothing else changed."""
    return cast(Callable[..., Any], numba.njit(function, cache=True, parallel=PRANGE_ONLY))


@numba.extending.overload(rules.pick)  # type: ignore[untyped-decorator]
def _pick(condition: Any, yes: Any, no: Any) -> Any:
    def chosen(condition: Any, yes: Any, no: Any) -> Any:
        return yes if condition else no

    return chosen
