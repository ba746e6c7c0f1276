"""How the kernel is compiled."""

import os
from collections.abc import Callable
from types import FunctionType
from typing import Any, cast

import numba.extending
import numpy as np
from llvmlite import ir
from numba import types

from model.state.compiling import entry_point, njit

# A thread that finds the other core taken waits for a whole slice of the scheduler. With a short
# spin this costs no more than one thread would; set either variable to choose otherwise.
if "OMP_WAIT_POLICY" not in os.environ:
    os.environ.setdefault("GOMP_SPINCOUNT", "3000")


INNER: dict[str, Any] = {"error_model": "numpy", "no_cpython_wrapper": True}
"""How functions are compiled that plain Python does not call: a way in would take longest to compile."""


def per_row[F: Callable[..., Any]](function: F) -> F:
    """Compile a function called for each row, by compiled functions only; always inlined.

    Reference counts are off, since counting at each look into a table costs more than the rules:
    callers hold all arrays while it runs, and it must not make any.
    """
    return cast(F, njit(function, forceinline=True, _nrt=False, **INNER))


def per_block[F: Callable[..., Any]](function: F) -> F:
    """Compile a function called for each block, as ``per_row`` but compiled once for all callers."""
    return cast(F, njit(function, _nrt=False, **INNER))


def per_thread[F: Callable[..., Any]](function: F) -> F:
    """Compile a function called once by each thread; unlike the others it may make arrays."""
    return cast(F, njit(function, **INNER))


def serial(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile an entry point for one thread."""
    return entry_point(function)


def parallel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile an entry point with its ``prange`` loops spread over threads.

    The cache tells functions apart by name but not by options, so the twin has a name of its own.
    """
    name = f"{function.__name__}_parallel"
    twin = FunctionType(function.__code__, function.__globals__, name)
    twin.__qualname__ = name
    return entry_point(cast(Callable[..., Any], twin), parallel=True)


def _on_word(emit: Callable[[Any, Any], Any]) -> Callable[[Any], Any]:
    """Compiled code for a function from a 64-bit word to a number: one machine instruction."""

    def intrinsic(_context: Any, word: Any) -> Any:
        def generate(_context: Any, builder: Any, _signature: Any, values: Any) -> Any:
            return emit(builder, values[0])

        return types.int64(types.uint64), generate

    instruction: Any = numba.extending.intrinsic(intrinsic)
    return lambda word: lambda word: instruction(word)


def trailing_zeros(word: Any) -> Any:
    """Place of the lowest bit that is set; at least one must be."""
    return (int(word) & -int(word)).bit_length() - 1


def ones(word: Any) -> Any:
    """How many bits are set."""
    return int(word).bit_count()


def larger(one: Any, other: Any) -> Any:
    """The larger of two numbers, neither of which may be missing (NaN)."""
    return np.maximum(one, other)


def smaller(one: Any, other: Any) -> Any:
    """The smaller of two numbers, neither of which may be missing (NaN)."""
    return np.minimum(one, other)


def _emit_trailing_zeros(builder: Any, word: Any) -> Any:
    return builder.cttz(word, ir.Constant(ir.IntType(1), 0))


numba.extending.overload(trailing_zeros)(_on_word(_emit_trailing_zeros))
numba.extending.overload(ones)(_on_word(lambda builder, word: builder.ctpop(word)))
# One machine instruction each, where numpy's take six to hand on a missing number.
numba.extending.overload(larger)(lambda one, other: lambda one, other: one if one > other else other)
numba.extending.overload(smaller)(lambda one, other: lambda one, other: one if one < other else other)
