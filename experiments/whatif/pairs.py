"""Runs pairs: the baseline and every what-if with the same seed, in this process or in workers."""

import functools
from collections.abc import Iterator, Sequence

from experiments.batches import Job, make_runs, runs_together
from experiments.calibration.draws import with_parameters
from experiments.options import RunStoppedError
from experiments.whatif.run_series import RunSeries, read_series
from experiments.worker_pools import Workers, stop_asked
from model.inputs.scenario import Scenario


def run_scenarios(
    scenarios: Sequence[Scenario], parameters: str, seeds: Sequence[int]
) -> list[list[RunSeries]]:
    """Run every scenario with every seed, and with the parameters it draws if they are the posterior's.

    Returns the scenarios' series seed by seed. The baseline comes first and is run once for all what-ifs.

    Raises:
        RunStoppedError: with scenario and seed if a run cannot go on.
    """
    jobs = [
        Job(with_parameters(scenario, scenarios[0], parameters, seed), seed)
        for seed in seeds
        for scenario in scenarios
    ]
    found: dict[int, RunSeries] = {}
    for made in make_runs(jobs, stop=stop_asked):
        job = jobs[made.job]
        if made.batch is None or made.batch.recorder is None:
            raise RunStoppedError(f"{job.scenario.name}, seed {job.seed}: {made.error}")
        found[made.job] = read_series(made.batch.recorder, made.run, job.scenario, job.seed)
    each = len(scenarios)
    return [[found[place * each + number] for number in range(each)] for place in range(len(seeds))]


def run_pairs(
    workers: Workers, scenarios: Sequence[Scenario], parameters: str, seeds: Sequence[int]
) -> Iterator[list[RunSeries]]:
    """Yield the series of all scenarios, seed by seed in order.

    Every worker gets some of the seeds, and a batch no more than fits.

    Raises:
        RunStoppedError: if a run cannot go on or a worker was killed.
    """
    together = max(1, runs_together(scenarios[0].startups.count) // len(scenarios))
    tasks = max(workers.count * -(-len(seeds) // (workers.count * together)), 1)
    size = -(-len(seeds) // tasks)
    parts = [seeds[start : start + size] for start in range(0, len(seeds), size)]
    for found in workers.map(functools.partial(run_scenarios, scenarios, parameters), parts):
        yield from found
