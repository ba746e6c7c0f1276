"""Why an in-house chip programme stands where it does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agents.actors import Actors
from model.inputs.number_text import count, money, months, percent
from model.state.decisions import Decision
from model.state.stages import News, Stage
from model.state.world import World

type Vector = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Advanced:
    """What this month's moves rested on: savings against buying, runs × generations."""

    saving: Vector


def explain(actors: Actors, firm: int) -> list[Decision]:
    """Stages, news, what the owner may order, pay: of the programme at that place, in the first run."""
    world, page = actors.world, actors.notebook.read(Advanced)
    table = world.programmes
    decisions = [
        decision
        for generation in np.flatnonzero(table.programme == firm).tolist()
        if (decision := _of_chip(world, page, generation)) is not None
    ]
    paid_usd = float(table.paid_usd[0, firm])
    if paid_usd > 0:
        why = f"{count(table.staff[firm])} people, and designs in work: {money(paid_usd)}, paid by the owner"
        decisions.append(Decision("pay for staff and designs", paid_usd, "USD per month", why))
    return decisions


def _of_chip(world: World, page: Advanced | None, generation: int) -> Decision | None:
    table = world.programmes
    entry = world.setup.catalogue.chips[table.chip[generation]]
    stage, news = Stage(table.stage[0, generation]), _news(world, page, generation)
    if stage == Stage.CANCELLED:
        return Decision(f"cancel {entry.name}", 1.0, "chip", news) if news else None
    owner = table.owner[table.programme[generation]]
    able = float(world.clouds.can_make_units[0, owner, table.chip[generation]])
    if able > 0:
        why = news or f"in {stage.name.lower()}"
        return Decision(f"offer {entry.name} to the owner", able, "chips per month", why)
    late = max(0, world.month - int(table.planned_month[generation]))
    plan = f"chips were planned for {entry.launch:%B %Y}" + (f", {months(float(late))} ago" if late else "")
    why = f"{news}; {plan}" if news else plan
    left = float(table.months_left[0, generation])
    return Decision(f"work on {entry.name}: {_words(stage)}", left, "months left", why)


def _news(world: World, page: Advanced | None, generation: int) -> str:
    """What happened to a chip this month, in words."""
    table = world.programmes
    news = News(table.news[0, generation])
    if news == News.CANCELLED and page is not None:
        saving = percent(float(page.saving[0, generation]), signed=True)
        return f"it would save {saving} against buying, and its risk is {table.risk[generation]:.1f}"
    if news == News.RESPIN:
        more = months(float(table.months_left[0, generation]))
        return f"silicon failed: respin {table.respins[0, generation]}, {more} more"
    if news == News.NEXT_STAGE:
        return f"moves on to {_words(Stage(table.stage[0, generation]))}"
    return ""


def _words(stage: Stage) -> str:
    return stage.name.lower().replace("_", " ")
