"""In-house chip programmes: projects that can slip, respin, be cancelled, ship and be rented out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from agents.firm import Firm
from agents.reasons.programme import Project, reasons
from agents.strategies.programme.base import ProgrammeStrategy, ProgrammeView
from agents.strategies.rows import Dated
from model.firm_roles import Decision
from model.inputs.accounts import Outside
from model.inputs.cast import GenerationRow, ProgrammeRow, Role
from model.inputs.figures import months, percent
from model.inputs.parameters import ProgrammeRules
from model.ledger import Kind
from model.sight import Sight
from model.state import maths
from model.state.randomness import Purpose, uniform

if TYPE_CHECKING:
    from agents.cloud import Cloud
    from model.market import ComputeMarket


class Stage(StrEnum):
    """Where a chip stands on its way."""

    PLAN = "plan"
    DESIGN = "design"
    TAPE_OUT = "tape_out"
    BRING_UP = "bring_up"
    RAMP = "ramp"
    VOLUME = "volume"
    CANCELLED = "cancelled"


SURVEYED_RISK = 0.625
"""Risk of a project that fails as often as the projects of the survey (first_silicon_success)."""
RUN_OFF_MONTHS = 12
"""How long a chip is made in full beside its successor: Google made more TPU v4 a quarter after v5e
came than before (Epoch AI, ai-chip-counts)."""
ORDER = (Stage.PLAN, Stage.DESIGN, Stage.TAPE_OUT, Stage.BRING_UP, Stage.RAMP, Stage.VOLUME)


@dataclass(slots=True)
class Generation:
    """One chip of a programme: its stage, the months left in it, what became of it."""

    row: GenerationRow
    chip: int
    stage: Stage
    months_left: float
    planned_month: int
    respins: int = 0
    news: str = ""
    volume_month: int | None = None

    @property
    def is_making(self) -> bool:
        """Whether it comes off the line."""
        return self.stage in (Stage.RAMP, Stage.VOLUME)


class ChipProgramme(Firm):
    """A programme and its generations of chips, paid for by its owner."""

    role = Role.PROGRAMME
    row: ProgrammeRow
    strategy: ProgrammeStrategy
    owner: "Cloud"

    def __init__(self, model: "ComputeMarket", row: ProgrammeRow, strategies: Sequence[Dated]) -> None:
        super().__init__(model, row, strategies)
        self.maturity = row.opening_maturity
        self.paid_usd = 0.0
        self.generations = [self._open(generation) for generation in row.generation]
        self._spread_maturity()

    def adopt(self, owner: "Cloud") -> None:
        """Tie the programme to the cloud that owns it."""
        self.owner = owner
        self._offer_to_owner()

    def _open(self, row: GenerationRow) -> Generation:
        model = self.model
        chip = model.catalogue.chip_index(row.chip)
        stage = Stage(row.stage)
        planned = model.calendar.month_of(model.catalogue.chips[chip].launch)
        generation = Generation(row, chip, stage, 0.0, planned)
        if stage == Stage.VOLUME:
            generation.volume_month = 0
            model.wafers.most_started[chip] = row.peak_units_per_month / 2
            for ahead in range(int(model.wafers.cycle_months[chip])):
                model.wafers.line_units[ahead, chip] += int(row.peak_units_per_month * 0.55)
        else:
            generation.months_left = self._stage_months(generation)
        return generation

    def opening_notes(self) -> list[str]:
        """Owner, staff and stages."""
        stages = ", ".join(f"{g.row.chip} in {g.stage}" for g in self.generations)
        return [f"of {self.row.owner}, {self.row.staff:.0f} people, {stages}"]

    def explain(self) -> list[Decision]:
        """Stages, news, what the owner may order, pay."""
        model = self.model
        projects = [
            Project(
                chip=each.row.chip,
                stage=each.stage,
                months_left=each.months_left,
                news=each.news,
                planned=model.catalogue.chips[each.chip].launch,
                late_months=max(0, model.month - each.planned_month),
                can_make_units=float(self.owner.can_make_units[each.chip]),
            )
            for each in self.generations
        ]
        return list(reasons(projects, self.paid_usd, self.row.staff))

    # ------------------------------------------------------------------ how long things take

    def _stage_months(self, generation: Generation) -> float:
        """Months of the stage it enters: its part of the planned time, times luck."""
        rules = self.model.settings.programme
        if generation.stage == Stage.PLAN:
            work = planned_months(rules, Stage.DESIGN)
            return max(0.0, generation.planned_month - work - 1.0)
        if generation.stage == Stage.VOLUME:
            return 0.0
        left = max(generation.planned_month - self.model.month, 2.0)
        ahead = planned_months(rules, generation.stage)
        own = own_months(rules, generation.stage)
        share = own * min(1.0, left / ahead) if generation.respins == 0 else own
        return share * self._luck(generation)

    def _luck(self, generation: Generation) -> float:
        """Log-normal: stages run late on average, more for risky programmes."""
        rules = self.model.settings.programme
        draws = [
            uniform(
                self.model.seed,
                Purpose.STAGE_DURATION,
                f"{self.name}/{generation.row.chip}/{generation.stage}/{part}",
            )
            for part in range(2)
        ]
        normal = np.sqrt(-2.0 * maths.log(max(draws[0], 1e-12))) * maths.cos(2 * np.pi * draws[1])
        risk = 2.0 * generation.row.risk
        return float(maths.exp(rules.late_bias * risk + rules.duration_sigma * risk * normal))

    # ------------------------------------------------------------------ a month

    def advance(self, sight: Sight) -> None:
        """Pay people, move every chip on, let the software ripen, tell the owner what can be made."""
        self._pay()
        for generation in self.generations:
            self._move(generation, sight)
        self._ripen(sight)
        self._spread_maturity()
        self._offer_to_owner()

    def _pay(self) -> None:
        """Staff, and the cost of designs in work, on the owner's purse."""
        live = [g for g in self.generations if g.stage not in (Stage.CANCELLED, Stage.PLAN)]
        self.paid_usd = 0.0
        if not live:
            return
        design_months = self.model.settings.programme.design_months
        designing = maths.total(
            [
                g.row.design_cost_usd / design_months
                for g in self.generations
                if g.stage in (Stage.DESIGN, Stage.TAPE_OUT)
            ]
        )
        cost = min(self.row.cost_usd_per_month + 0.25 * designing, max(self.owner.cash_usd, 0.0))
        staff = self.model.accounts.outside(Outside.STAFF)
        self.model.money.pay(self.owner.account, staff, Kind.STAFF, cost)
        self.paid_usd = cost

    def _move(self, generation: Generation, sight: Sight) -> None:
        generation.news = ""
        if generation.stage in (Stage.VOLUME, Stage.CANCELLED):
            return
        if self._is_cancelled(generation, sight):
            saving = percent(self._saving(generation, sight), signed=True)
            generation.news = (
                f"it would save {saving} against buying, and its risk is {generation.row.risk:.1f}"
            )
            generation.stage = Stage.CANCELLED
            return
        generation.months_left -= 1.0
        if generation.months_left > 0:
            return
        if generation.stage == Stage.BRING_UP and self._fails(generation):
            self._respin(generation)
            return
        generation.stage = ORDER[ORDER.index(generation.stage) + 1]
        generation.months_left = self._stage_months(generation)
        generation.news = f"moves on to {generation.stage.replace('_', ' ')}"
        if generation.stage == Stage.RAMP:
            generation.volume_month = sight.month

    def _fails(self, generation: Generation) -> bool:
        """First silicon fails more often than not; later spins and seasoned teams do better."""
        success = self.model.settings.programme.first_silicon_success
        seasoned = float(maths.power(0.6, generation.respins))
        failure = (1.0 - success) * min(1.0, generation.row.risk / SURVEYED_RISK) * seasoned
        key = f"{self.name}/{generation.row.chip}/{generation.respins}"
        return uniform(self.model.seed, Purpose.FIRST_SILICON, key) < failure

    def _respin(self, generation: Generation) -> None:
        rules = self.model.settings.programme
        generation.respins += 1
        generation.months_left = rules.respin_months * self._luck(generation)
        generation.news = (
            f"silicon failed: respin {generation.respins}, {months(generation.months_left)} more"
        )
        staff = self.model.accounts.outside(Outside.STAFF)
        paid = min(rules.respin_cost_usd, max(self.owner.cash_usd, 0.0))
        self.model.money.pay(self.owner.account, staff, Kind.STAFF, paid)

    def _is_cancelled(self, generation: Generation, sight: Sight) -> bool:
        """Likelier when it saves nothing against buying, when it is late and when it is risky."""
        if generation.is_making or generation.stage == Stage.PLAN:
            return False
        late = max(0.0, sight.month - generation.planned_month) / 12.0
        worry = (1.0 if self._saving(generation, sight) < 0 else 0.3) + late
        chance = self.model.settings.programme.cancel_chance * generation.row.risk * worry
        key = f"{self.name}/{generation.row.chip}"
        return uniform(self.model.seed, Purpose.CANCELLATION, key, sight.month) < chance

    def _saving(self, generation: Generation, sight: Sight) -> float:
        """Saving per unit of compute against the best chip on sale, as a share of its price."""
        power = sight.power.mixed(self.owner.row.first_party_training_share or 0.5)
        bought = np.where(sight.on_sale, power / np.maximum(sight.list_usd, 1.0), 0.0)
        best = float(bought.max(initial=0.0))
        catalogue = self.model.catalogue
        fitness = max(self.maturity, 0.3) / max(float(self.model.fitness.maturity[generation.chip]), 0.05)
        own = float(power[generation.chip]) * min(fitness, 1.5)
        own /= max(float(catalogue.cost_to_make_usd[generation.chip]), 1.0)
        return 1.0 - best / own if own > 0 else -1.0

    def _ripen(self, sight: Sight) -> None:
        """Software maturity grows logistically with staff and with chips in use."""
        rules = self.model.settings.programme
        chips = [generation.chip for generation in self.generations]
        in_use = float(maths.total(self.model.chips.units(self.owner.account)[chips]))
        use = min(1.0, maths.log10(1.0 + in_use) / 4.0)
        staff = maths.power(self.row.staff / 300.0, 0.5)
        live = any(g.stage != Stage.CANCELLED for g in self.generations)
        speed = rules.maturity_speed * staff * (0.3 + 0.7 * use) * live
        self.maturity += speed * self.maturity * (1.0 - self.maturity)

    def _spread_maturity(self) -> None:
        for generation in self.generations:
            self.model.fitness.ripen(generation.chip, 0.4 + 0.6 * self.maturity)

    def _offer_to_owner(self) -> None:
        """Tell the owner what it may order and how much of it strangers may rent."""
        for generation in self.generations:
            chip = generation.chip
            superseded = any(
                other.volume_month is not None
                and self.model.month - other.volume_month >= RUN_OFF_MONTHS
                and other.planned_month > generation.planned_month + 6
                for other in self.generations
            )
            ramp = {Stage.RAMP: 0.4, Stage.VOLUME: 1.0}.get(generation.stage, 0.0)
            able = generation.row.peak_units_per_month * ramp * (0.3 if superseded else 1.0)
            self.owner.can_make_units[chip] = able
            self.owner.rented_out_share[chip] = self.strategy.rented_out(ProgrammeView(self.maturity))


def own_months(rules: ProgrammeRules, stage: Stage) -> float:
    """Planned months of one stage."""
    return {
        Stage.DESIGN: rules.design_months,
        Stage.TAPE_OUT: rules.tape_out_months,
        Stage.BRING_UP: rules.bring_up_months,
        Stage.RAMP: rules.ramp_months,
    }.get(stage, 0.0)


def planned_months(rules: ProgrammeRules, stage: Stage) -> float:
    """Planned months from the start of a stage until chips come off the line."""
    stages = (Stage.DESIGN, Stage.TAPE_OUT, Stage.BRING_UP)
    if stage not in stages:
        return max(own_months(rules, stage), 1.0)
    return float(maths.total([own_months(rules, later) for later in stages[stages.index(stage) :]]))
