"""The plan: every run of a study in order, each with its content key."""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import tomli_w

from agents.strategies.rows import check_strategies
from experiments.options import PROGRAM
from experiments.study.definition import Factor, Study, Value
from experiments.study.design import point_values
from experiments.study.keys import code_version, run_key, scenario_key
from model.inputs.problems import InputProblem, unknown_name
from model.inputs.scenario import load_scenario


@dataclass(frozen=True, slots=True)
class Variant:
    """A scenario at one point of the design; `settings` are its overrides as `key=value`."""

    scenario: str
    name: str
    point: int
    settings: tuple[str, ...]
    key: str


@dataclass(frozen=True, slots=True)
class RunSpec:
    """One run as a worker gets it: what to run and under which key to store it."""

    number: int
    scenario: str
    settings: tuple[str, ...]
    seed: int
    scenario_key: str
    key: str

    @property
    def command(self) -> str:
        """The command that makes this run again."""
        sets = [word for setting in self.settings for word in ("--set", setting)]
        return f"{PROGRAM} run {shlex.join([self.scenario, '--seed', str(self.seed), *sets])}"


class Plan:
    """A study's runs: scenarios × points × replications, numbered in that order from zero."""

    def __init__(self, study: Study, where: str) -> None:
        self.study = study
        self.code = code_version()
        self.points = point_values(study, where)
        _check_outcomes(study, where)
        self.variants = [
            _variant(study, scenario, point, values, where)
            for scenario in study.scenarios
            for point, values in enumerate(self.points)
        ]

    def __len__(self) -> int:
        return len(self.variants) * self.study.replications

    def variant_of(self, number: int) -> Variant:
        """Return the variant of a run."""
        return self.variants[number // self.study.replications]

    def seed_of(self, number: int) -> int:
        """Return the seed of a run; every variant gets the same seeds, so that runs can be paired."""
        return self.study.seed + number % self.study.replications

    def spec(self, number: int) -> RunSpec:
        """Return a run by its number."""
        variant, seed = self.variant_of(number), self.seed_of(number)
        key = run_key(variant.key, seed, self.code)
        return RunSpec(number, variant.scenario, variant.settings, seed, variant.key, key)

    def run_keys(self) -> Iterator[str]:
        """Yield the content keys in run order."""
        for number in range(len(self)):
            yield run_key(self.variant_of(number).key, self.seed_of(number), self.code)


def _variant(study: Study, scenario: str, point: int, values: tuple[Value, ...], where: str) -> Variant:
    applied = [
        _setting(factor, value)
        for factor, value in zip(study.factors, values, strict=True)
        if not factor.scenarios or scenario in factor.scenarios
    ]
    settings = (*study.settings, *applied)
    try:
        loaded = load_scenario(scenario, settings)
        check_strategies(loaded)
    except InputProblem as problem:
        shown = f"{where}, scenario {scenario}, point {point} ({', '.join(applied) or 'no factor'})"
        raise InputProblem(
            what=problem.what,
            where=shown,
            allowed=problem.allowed,
            nearest=problem.nearest,
            fix=problem.fix,
        ) from problem
    return Variant(scenario, loaded.name, point, settings, scenario_key(loaded))


def _check_outcomes(study: Study, where: str) -> None:
    """Refuse names that the metric of one of the study's own outcomes does not have."""
    from model.metrics import METRICS, known_names, names_in

    if not study.own_outcomes:
        return
    scenarios = [load_scenario(scenario, study.settings) for scenario in study.scenarios]
    known = [known_names(each.cast, each.catalogue) for each in scenarios]
    for outcome in study.own_outcomes:
        metric = METRICS[outcome.metric]
        for key, names, domain in (
            ("who", outcome.who, metric.who),
            ("apart_from", outcome.apart_from, metric.who),
            ("item", outcome.item, metric.item),
        ):
            allowed = dict.fromkeys(name for names_of in known for name in names_in(domain, names_of))
            for name in names:
                if name not in allowed:
                    raise unknown_name(key, name, f"{where}, outcome {outcome.name}, {key}", allowed)


def _setting(factor: Factor, value: Value) -> str:
    """Return a factor's value as an override; names with spaces in the path are quoted."""
    parts = [part.strip() for part in re.findall(r'"[^"]*"|[^."]+', factor.path)]
    path = ".".join(part if re.fullmatch(r'[\w-]+|".*"', part) else f'"{part}"' for part in parts)
    return f"{path}={tomli_w.dumps({'v': value}).removeprefix('v = ').strip()}"
