"""How the kernel is compiled and where the machine code is kept; the only place that sets up numba.

numba keys its cache on one source file and misses edits in the modules that file imports, so the
folder carries a hash of every source the machine code is made from. ``NUMBA_CACHE_DIR`` names the
place if set, else the checkout, else a private temporary folder: the package may be read-only.
"""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import FunctionType
from typing import Any, cast

import numba.core.config
import numba.extending
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types

from agents.startups import rules

SOURCES = (
    "agents/startups/columns.py",
    "agents/startups/compiling.py",
    "agents/startups/kernel.py",
    "agents/startups/kernel_choose.py",
    "agents/startups/kernel_clear.py",
    "agents/startups/kernel_order.py",
    "agents/startups/kernel_settle.py",
    "agents/startups/kernel_ties.py",
    "agents/startups/partials.py",
    "agents/startups/rules.py",
    "agents/startups/tables.py",
    "model/ledger.py",
    "model/randomness.py",
    "model/startup_tables.py",
)
CHECKOUT = Path(__file__).resolve().parents[2]
HASH_DIGITS = 16
STALE_SECONDS = 24 * 3600
"""Machine code of sources edited since is kept for a day: one may go back to them."""


def source_hash() -> str:
    """Sixteen hex digits that change with any source the kernel is compiled from."""
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


def cache_folder() -> Path:
    """A folder for machine code that can be written."""
    chosen = os.environ.get("NUMBA_CACHE_DIR")
    own = CHECKOUT / ".numba_cache"
    folder = Path(chosen or own) / source_hash()
    try:
        if not chosen and not folder.exists():
            prune(own, time.time() - STALE_SECONDS)
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        # Cached code is run as it is found, so it must not come from a folder others can guess.
        return Path(tempfile.mkdtemp(prefix="compute-market-"))


setattr(numba.core.config, "CACHE_DIR", str(cache_folder()))  # noqa: B010 - unknown to numba's stubs
# A thread that finds the other core taken waits for a whole slice of the scheduler. With a short
# spin this costs no more than one thread would; set either variable to choose otherwise.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "3000")

njit: Any = numba.njit
"""Untyped: some options that matter here are unknown to numba's stubs."""


def per_row[F: Callable[..., Any]](function: F) -> F:
    """Compile a function called for each row, by compiled functions only; always inlined.

    Reference counts are off, since counting at each look into a table costs more than the rules:
    callers hold all arrays while it runs, and it must not make any.
    """
    return cast(F, njit(function, forceinline=True, _nrt=False))


def per_block[F: Callable[..., Any]](function: F) -> F:
    """Compile a function called for each block, as ``per_row`` but compiled once for all callers."""
    return cast(F, njit(function, _nrt=False))


def serial(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile an entry point for one thread."""
    return cast(Callable[..., Any], njit(function, cache=True))


def parallel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile an entry point with its ``prange`` loops spread over threads.

    The cache tells functions apart by name but not by options, so the twin has a name of its own.
    """
    name = f"{function.__name__}_parallel"
    twin = FunctionType(function.__code__, function.__globals__, name)
    twin.__qualname__ = name
    return cast(Callable[..., Any], njit(twin, cache=True, parallel=True))


def _on_word(emit: Callable[[Any, Any], Any]) -> Any:
    """A compiled function from a 64-bit word to a number, made of one machine instruction."""

    def intrinsic(_context: Any, word: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return emit(builder, values[0])

        return types.int64(types.uint64), generate

    return numba.extending.intrinsic(intrinsic)


trailing_zeros = _on_word(lambda builder, word: builder.cttz(word, ir.Constant(ir.IntType(1), 0)))
ones = _on_word(lambda builder, word: builder.ctpop(word))


@numba.extending.overload(rules.pick)
def _pick(condition: Any, yes: Any, no: Any) -> Any:
    def chosen(condition: Any, yes: Any, no: Any) -> Any:
        return yes if condition else no

    return chosen
