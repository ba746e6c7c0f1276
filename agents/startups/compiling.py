"""How the kernel is compiled."""

import os
from collections.abc import Callable
from types import FunctionType
from typing import Any, cast

import numba.extending
from llvmlite import ir  # type: ignore[import-untyped]
from numba import types

from agents.startups import rules
from model.state.compiling import njit

# A thread that finds the other core taken waits for a whole slice of the scheduler. With a short
# spin this costs no more than one thread would; set either variable to choose otherwise.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "3000")


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
