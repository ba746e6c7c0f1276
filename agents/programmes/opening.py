"""In-house programmes as the world opens: stages, chips in the line, what owners may order."""

import numpy as np

from agents.actors import Actors
from agents.programmes.durations import stage_months
from agents.programmes.maturity import offer_to_owners, spread_maturity
from model.state.stages import Stage
from model.state.world import World


def open_programmes(actors: Actors) -> None:
    """Fill the programmes' table, the wafer line of chips in volume, maturity and the owners' limits."""
    world = actors.world
    _traits(world)
    table = world.programmes
    in_volume = table.stage == Stage.VOLUME
    table.volume_month[...] = np.where(in_volume, 0, -1)
    run, generation = (~in_volume).nonzero()
    table.months_left[run, generation] = stage_months(world, run, generation)
    _fill_line(world)
    spread_maturity(world)
    offer_to_owners(actors)


def _traits(world: World) -> None:
    table, setup = world.programmes, world.setup
    clouds = [row.name for row in setup.cast.cloud]
    rows = setup.cast.programme
    table.owner[...] = [clouds.index(row.owner) for row in rows]
    table.staff[...] = [row.staff for row in rows]
    table.cost_usd_per_month[...] = [row.cost_usd_per_month for row in rows]
    table.maturity[...] = [row.opening_maturity for row in rows]
    parts = [(place, part) for place, row in enumerate(rows) for part in row.generation]
    table.programme[...] = [place for place, _ in parts]
    table.chip[...] = [setup.catalogue.chip_index(part.chip) for _, part in parts]
    table.planned_month[...] = setup.chips.launch_month[table.chip]
    table.peak_units_per_month[...] = [part.peak_units_per_month for _, part in parts]
    table.design_cost_usd[...] = [part.design_cost_usd for _, part in parts]
    table.risk[...] = [part.risk for _, part in parts]
    table.stage[...] = [Stage[part.stage.upper()] for _, part in parts]


def _fill_line(world: World) -> None:
    """Chips in volume have been started for as long as their cycle takes."""
    table, wafers, rules = world.programmes, world.wafers, world.numbers("programme", 1)
    made = np.where(table.stage == Stage.VOLUME, table.peak_units_per_month, 0.0)
    dies = world.setup.catalogue.good_dies_per_wafer[table.chip]
    wafers.most_started_wafers[:, table.chip] += made * rules.opening_start_share / dies
    monthly = (made * rules.opening_line_share).astype(np.int64)
    for ahead in range(int(wafers.cycle_months.max(initial=0))):
        in_line = ahead < wafers.cycle_months[table.chip]
        wafers.line_units[:, ahead, table.chip] += np.where(in_line, monthly, 0)


def opening_notes(world: World, programme: int) -> list[str]:
    """Owner, staff and stages, for the cast list of a lone run."""
    table, row = world.programmes, world.setup.cast.programme[programme]
    mine = np.flatnonzero(table.programme == programme).tolist()
    stages = [
        f"{part.chip} in {Stage(int(table.stage[0, place])).name.lower()}"
        for part, place in zip(row.generation, mine, strict=True)
    ]
    return [f"of {row.owner}, {row.staff:.0f} people, {', '.join(stages)}"]
