"""Each mechanism switched off in turn: what the score and the headlines lose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import t as student

from experiments.calibration.ensemble import Ensemble, Runs
from experiments.calibration.forecast import Line
from experiments.calibration.score import score
from experiments.calibration.targets import Episode, Target

type Vector = NDArray[np.float64]

PROGRAMMES = (
    "Google TPU", "Microsoft Athena", "Amazon Trainium", "Meta MTIA", "Tesla Dojo", "Baidu Kunlun",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Ablation:
    """A mechanism and how it is switched off: another scenario, or settings."""

    name: str
    meaning: str
    settings: tuple[str, ...] = ()
    scenario: str | None = None


_ALL = (
    Ablation("hoarding", "resellers offer all they have", ('policies.plain={policy="hoarding_ban"}',)),
    Ablation(
        "order inflation", "nobody orders more than it needs",
        ("channel.max_inflation=1.0", "cloud.max_inflation=1.0"),
    ),
    Ablation(
        "lock-in", "code runs on any stack", ("choice.switching_penalty=0.0", "cloud.stack_inertia=0.0")
    ),
    Ablation("retaliation", "clouds take no offence at a vendor's cloud", ("cloud.retaliation=0.0",)),
    Ablation(
        "channel pricing", "resellers ask the list price and a fixed margin",
        ("channel.scarcity_weight=0.0", "channel.cover_weight=0.0", "channel.wait_weight=0.0",
         "channel.rise_weight=0.0"),
    ),
    Ablation("grey market", "no price gap pays for grey trade", ("channel.arbitrage_cost=3.0",)),
    Ablation("DGX Cloud", "Nvidia rents out nothing", scenario="no-dgx-cloud"),
    Ablation(
        "in-house chips", "no cloud makes chips",
        tuple(f'firms."{name}".generation=[]' for name in PROGRAMMES),
    ),
)  # fmt: skip
ABLATIONS: dict[str, Ablation] = {one.name: one for one in _ALL}

FIRST, LAST = "2022-01", "2024-12"
HEADLINES = (
    Line("Nvidia revenue 2022-24", "sum", "revenue_usd", "Nvidia", "", "USD"),
    Line("A100 premium in China, spring 2023", "mean", "street_premium", "China", "A100", "share"),
    Line("H100 premium in the US", "mean", "street_premium", "US", "H100", "share"),
    Line("H100 waiting time", "mean", "lead_time_months", "Nvidia", "H100", "months"),
    Line("Channel's premium 2022-24", "sum", "premium_usd", "channel", "", "USD"),
    Line("Part of firms that amplify", "part_above_one", "bullwhip_ratio", "*", "*", "share"),
    Line("Rents of clouds 2022-24", "sum", "revenue_usd", "[!N]*", "rental", "USD"),
    Line("In-house share, end of 2024", "mean", "inhouse_share", "all", "", "share"),
    Line("Compute on CUDA, end of 2024", "mean", "lock_in", "all", "cuda", "share"),
    Line("Domestic share in China, end of 2024", "mean", "domestic_share", "China", "installed", "share"),
)
PERIODS = {
    "A100 premium in China, spring 2023": ("2023-03", "2023-05"),
    "H100 premium in the US": ("2022-12", LAST),
    "H100 waiting time": ("2022-12", LAST),
    "Part of firms that amplify": (LAST, LAST),
    "In-house share, end of 2024": ("2024-10", LAST),
    "Compute on CUDA, end of 2024": ("2024-10", LAST),
    "Domestic share in China, end of 2024": ("2024-10", LAST),
}
MONTHS = 36


@dataclass(frozen=True, slots=True)
class Ablated:
    """One row per mechanism and metric: baseline, mean paired change, its 95 % interval; and the scores."""

    effects: pd.DataFrame
    scores: dict[str, float]
    baseline_score: float


def ablate(runs: Runs, targets: Sequence[Target], ensemble: Ensemble) -> Ablated:
    """Make the runs whole and with each mechanism off, with the same seeds."""
    market = [
        replace(target, episode=Episode.WHOLE_RUN) for target in targets if target.episode == Episode.MARKET
    ]
    headlines = [line.target(*PERIODS.get(line.name, (FIRST, LAST))) for line in HEADLINES]

    def readings(without: Ablation) -> Vector:
        settings = (*without.settings, f"months={MONTHS}")
        trials = runs.trials([*market, *headlines], settings, without.scenario)
        return np.array(list(ensemble.read(trials, f"ablate: {without.name} off")))

    whole = readings(Ablation("nothing", "the market as it is"))
    effects, scores = [], {}
    for ablation in ABLATIONS.values():
        without = readings(ablation)
        scores[ablation.name] = _score(market, without)
        effects += _effects(ablation.name, whole[:, len(market) :], without[:, len(market) :])
    return Ablated(pd.DataFrame(effects), scores, _score(market, whole))


def _score(targets: Sequence[Target], readings: Vector) -> float:
    with np.errstate(all="ignore"):
        medians = np.array([np.median(column) for column in readings[:, : len(targets)].T])
    return score(targets, medians)


def _effects(name: str, whole: Vector, without: Vector) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for place, line in enumerate(HEADLINES):
        change = np.nan_to_num(without[:, place]) - np.nan_to_num(whole[:, place])
        half = float(student.ppf(0.975, len(change) - 1) * change.std(ddof=1) / np.sqrt(len(change)))
        rows.append(
            {"mechanism": name, "figure": line.name, "unit": line.unit,
             "base": float(np.nanmean(whole[:, place])), "change": float(change.mean()),
             "half_width": half, "beyond_chance": bool(abs(change.mean()) > half)}
        )  # fmt: skip
    return rows
