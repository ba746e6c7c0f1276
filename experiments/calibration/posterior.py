"""Weighted parameter sets that agree with the record: adaptive importance sampling on a kernel.

Approximate Bayesian computation with a kernel in place of a tolerance (Wilkinson 2013), sampled by
adaptive multiple importance sampling (Cornuet, Marin, Mira and Robert 2012): every generation draws
from a t distribution fitted to all earlier ones, and all draws are weighed against the mixture of
everything they could have come from. Each draw runs with a seed of its own, so luck is integrated out.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, logsumexp
from scipy.stats import multivariate_t

from experiments.calibration.ensemble import Ensemble, World
from experiments.calibration.priors import Prior, values_at
from experiments.calibration.score import log_kernel
from experiments.calibration.targets import Target

type Vector = NDArray[np.float64]

TAIL = 5.0
"""Degrees of freedom of a proposal: wider than what it is fitted to."""
PRIOR_PART = 0.15
"""Part of each generation that is drawn from the priors, so that nothing is ruled out by mistake."""
LEAST_EFFECTIVE = 60.0
"""Effective sample size below which the kernel is widened."""
SHRINKAGE = 0.2
"""How far a fitted covariance is drawn to its diagonal: few draws, many parameters."""
INSIDE = 1e-4


@dataclass(frozen=True, slots=True)
class Proposal:
    """A t distribution on the logit of places in the unit cube."""

    mean: Vector
    covariance: Vector

    def log_density(self, logits: Vector) -> Vector:
        """Return its log density at rows of logits."""
        found = multivariate_t.logpdf(logits, self.mean, self.covariance, df=TAIL)
        density: Vector = np.atleast_1d(np.asarray(found, np.float64))
        return density


@dataclass(frozen=True, slots=True)
class Plan:
    """What to sample: priors, targets, the world, draws a generation, generations, the first proposal."""

    priors: tuple[Prior, ...]
    targets: tuple[Target, ...]
    scenario: str
    startups: int
    draws: int
    generations: int
    first: Proposal
    seed: int = 1
    settings: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Posterior:
    """Draws in the unit cube (draws × parameters), their readings (draws × targets) and weights.

    `exponent` is the power of the kernel that leaves enough effective draws; one is the full kernel.
    """

    places: Vector
    readings: Vector
    weights: Vector
    exponent: float

    @property
    def effective(self) -> float:
        """Effective sample size."""
        return float(1.0 / (self.weights**2).sum())


def sample(
    plan: Plan, ensemble: Ensemble, journal: Path, told: Callable[[int, int, float], None]
) -> Posterior:
    """Sample the posterior; draws already in the journal are not run again.

    `told` hears of draws done, draws asked, and the effective sample size.
    """
    proposals = [plan.first]
    logits = np.zeros((0, len(plan.priors)))
    readings = np.zeros((0, len(plan.targets)))
    posterior: Posterior | None = None
    for generation in range(plan.generations):
        drawn = _draw(plan, proposals[-1], generation)
        found = _run(plan, drawn, generation, ensemble, journal)
        logits, readings = np.vstack([logits, drawn]), np.vstack([readings, found])
        posterior = weigh(plan, proposals, logits, readings)
        proposals.append(fit(logits, posterior.weights))
        told(len(logits), plan.draws * plan.generations, posterior.effective)
    assert posterior is not None
    return posterior


def weigh(plan: Plan, proposals: Sequence[Proposal], logits: Vector, readings: Vector) -> Posterior:
    """Weigh draws by kernel and prior over the mixture of all proposals they could have come from."""
    used = proposals[: max(1, len(logits) // plan.draws)]
    log_prior = (np.log(expit(logits)) + np.log(expit(-logits))).sum(axis=1)
    parts = np.array([one.log_density(logits) for one in used])
    log_mixture = np.logaddexp(
        np.log(PRIOR_PART) + log_prior,
        np.log(1 - PRIOR_PART) + logsumexp(parts, axis=0) - np.log(len(used)),
    )
    agreement = np.array([log_kernel(plan.targets, reading) for reading in readings])
    exponent = _exponent(agreement, log_prior - log_mixture)
    weights = _normalised(exponent * agreement + log_prior - log_mixture)
    return Posterior(expit(logits), readings, weights, exponent)


def _exponent(agreement: Vector, log_ratio: Vector) -> float:
    """Return the largest power of the kernel, up to one, that keeps enough effective draws."""
    wanted = min(LEAST_EFFECTIVE, len(agreement) / 4)
    low, high = 0.0, 1.0
    if _effective(agreement + log_ratio) >= wanted:
        return 1.0
    for _ in range(30):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if _effective(middle * agreement + log_ratio) >= wanted else (low, middle)
    return low


def _effective(log_weights: Vector) -> float:
    weights = _normalised(log_weights)
    return float(1.0 / (weights**2).sum())


def _normalised(log_weights: Vector) -> Vector:
    weights: Vector = np.exp(log_weights - logsumexp(log_weights))
    return weights


def fit(logits: Vector, weights: Vector) -> Proposal:
    """Return the proposal that weighted draws suggest."""
    mean = weights @ logits
    away = logits - mean
    covariance = (weights[:, None] * away).T @ away
    diagonal = np.diag(np.maximum(np.diag(covariance), 0.02))
    return Proposal(mean, (1 - SHRINKAGE) * covariance + SHRINKAGE * diagonal)


def around(places: Vector, spread: float) -> Proposal:
    """Return a first proposal around a place of the unit cube; `spread` is its deviation in logits."""
    mean = logit(np.clip(places, INSIDE, 1 - INSIDE))
    return Proposal(np.clip(mean, -3.0, 3.0), np.eye(len(places)) * spread**2)


def _draw(plan: Plan, proposal: Proposal, generation: int) -> Vector:
    generator = np.random.Generator(np.random.Philox(key=[plan.seed, generation]))
    drawn = multivariate_t.rvs(
        proposal.mean, proposal.covariance, df=TAIL, size=plan.draws, random_state=generator
    )
    logits: Vector = np.asarray(drawn).reshape(plan.draws, -1)
    from_prior = generator.random(plan.draws) < PRIOR_PART
    uniform = generator.random(logits.shape)
    logits[from_prior] = logit(np.clip(uniform[from_prior], INSIDE, 1 - INSIDE))
    return np.clip(logits, -9.0, 9.0)


def _run(plan: Plan, drawn: Vector, generation: int, ensemble: Ensemble, journal: Path) -> Vector:
    """Run a generation's draws, or read them from the journal, which grows by a line a draw."""
    stored = _stored(journal, len(plan.targets))
    missing = [number for number in range(len(drawn)) if (generation, number) not in stored]
    worlds = [
        World(
            plan.scenario,
            values_at(plan.priors, expit(drawn[number])),
            plan.seed * 1_000_000 + generation * plan.draws + number,
            plan.startups,
            plan.targets,
            plan.settings,
        )
        for number in missing
    ]
    journal.parent.mkdir(parents=True, exist_ok=True)
    with journal.open("a", encoding="utf-8") as file:
        if missing and journal.stat().st_size:
            file.write("\n")  # ends a line that a kill cut short
        for number, reading in zip(missing, ensemble.read(worlds), strict=True):
            stored[generation, number] = reading
            line = {"generation": generation, "draw": number, "readings": reading.tolist()}
            file.write(json.dumps(line) + "\n")
            file.flush()
    return np.array([stored[generation, number] for number in range(len(drawn))])


def _stored(journal: Path, figures: int) -> dict[tuple[int, int], Vector]:
    """Draws in the journal; a line that a kill cut short is passed over and run again."""
    found: dict[tuple[int, int], Vector] = {}
    if journal.is_file():
        for line in filter(None, journal.read_text(encoding="utf-8").splitlines()):
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:
                continue
            reading = np.array(entry["readings"], np.float64)
            if len(reading) == figures:
                found[entry["generation"], entry["draw"]] = reading
    return found
