"""Keyed random numbers: each draw is a hash of (seed, purpose, who, month).

A draw has no state, so it does not depend on the order of the agents, on how many there are, on
threads, or on what else is switched on. The mixer is SplitMix64's finaliser (Steele, Lea and
Flood 2014, "Fast splittable pseudorandom number generators"), applied once per part of the key.
"""

import functools
import hashlib
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

type KeyArray = NDArray[np.uint64]

GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
MIX_2 = np.uint64(0x94D049BB133111EB)
SHIFT_30, SHIFT_27, SHIFT_31, SHIFT_11 = (np.uint64(s) for s in (30, 27, 31, 11))
MASK = 0xFFFFFFFFFFFFFFFF
UNIT = 1.0 / 9007199254740992.0
"""2**-53: turns the upper 53 bits of a hash into a number in [0, 1)."""


class Purpose(IntEnum):
    """What a draw is for; each decision has its own stream."""

    TASTE_FIRST = 1
    TASTE_SECOND = 2
    TASTE_THIRD = 3
    SEARCH = 4
    SEARCH_WHOM = 5
    FORGET = 6
    TALENT = 7
    ENTRANT_SIZE = 8
    ENTRANT_TIES = 9
    OPENING_TIES = 10
    ORDER_INFLATION = 11
    SEIZURE = 13
    STAGE_DURATION = 14
    FIRST_SILICON = 15
    CANCELLATION = 16
    REPRICING = 17
    FIRM_SEARCH = 18
    FIRM_SEARCH_WHOM = 19
    PARAMETERS = 20


@functools.lru_cache(maxsize=65536)
def key_of(name: str) -> int:
    """A stable 64-bit key for a named agent or purpose."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


def mix(bits: KeyArray) -> KeyArray:
    """SplitMix64's finaliser on an array of uint64 (also compiled for scalars by the kernel)."""
    bits = bits + GOLDEN
    bits = (bits ^ (bits >> SHIFT_30)) * MIX_1
    bits = (bits ^ (bits >> SHIFT_27)) * MIX_2
    return bits ^ (bits >> SHIFT_31)


def to_unit(bits: KeyArray) -> NDArray[np.float64]:
    """The upper 53 bits of a hash as a float in [0, 1)."""
    unit: NDArray[np.float64] = np.multiply(bits >> SHIFT_11, UNIT)
    return unit


def mixed(bits: int) -> int:
    """The same finaliser on one Python integer."""
    bits = (bits + int(GOLDEN)) & MASK
    bits = ((bits ^ (bits >> 30)) * int(MIX_1)) & MASK
    bits = ((bits ^ (bits >> 27)) * int(MIX_2)) & MASK
    return bits ^ (bits >> 31)


@functools.lru_cache(maxsize=4096)
def stream(seed: int, purpose: Purpose, month: int) -> np.uint64:
    """The part of the key that all agents share in one month for one purpose."""
    bits = mixed(seed & MASK)
    for part in (int(purpose), month + 1_000_000):
        bits = mixed(bits ^ part)
    return np.uint64(bits)


def uniforms(seed: int, purpose: Purpose, keys: KeyArray, month: int = 0) -> NDArray[np.float64]:
    """One uniform number in [0, 1) for each key."""
    return to_unit(mix(keys ^ stream(seed, purpose, month)))


def uniform(seed: int, purpose: Purpose, name: str, month: int = 0) -> float:
    """One uniform number in [0, 1) for a named agent."""
    return (mixed(key_of(name) ^ int(stream(seed, purpose, month))) >> 11) * UNIT
