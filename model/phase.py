"""What a phase of the month is, and how steps that know a part of the market alone become one."""

from collections.abc import Callable
from dataclasses import dataclass

from agents.actors import Actors
from agents.startups.population import Startups
from model.state.world import World


@dataclass(frozen=True, slots=True)
class Phase:
    """One step of the month: its name, what it does, and which fields of the world it reads and writes."""

    name: str
    run: Callable[[Actors], None]
    reads: tuple[str, ...]
    writes: tuple[str, ...]


def on_world(step: Callable[[World], None]) -> Callable[[Actors], None]:
    """A phase of the market, which knows no firm."""

    def run(actors: Actors) -> None:
        step(actors.world)

    return run


def on_startups(step: Callable[[Startups, World], None]) -> Callable[[Actors], None]:
    """A phase of the start-ups, which know no other actor."""

    def run(actors: Actors) -> None:
        step(actors.startups, actors.world)

    return run
