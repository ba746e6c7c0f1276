"""Stages of an in-house chip, in order, and what can happen to it in a month."""

from enum import IntEnum


class Stage(IntEnum):
    """Where a chip stands on its way."""

    CANCELLED = -1
    PLAN = 0
    DESIGN = 1
    TAPE_OUT = 2
    BRING_UP = 3
    RAMP = 4
    VOLUME = 5


class News(IntEnum):
    """What happened to a chip this month."""

    NONE = 0
    CANCELLED = 1
    RESPIN = 2
    NEXT_STAGE = 3
