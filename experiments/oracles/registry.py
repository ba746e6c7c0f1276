"""The oracles: one file each, one line here."""

from collections.abc import Callable, Iterable

from experiments.oracles.bertrand import bertrand
from experiments.oracles.bullwhip import bullwhip
from experiments.oracles.cournot import cournot
from experiments.oracles.foundry_queue import foundry_queue
from experiments.oracles.hotelling import hotelling
from experiments.oracles.list_price import list_price
from experiments.oracles.logit_shares import logit_shares
from experiments.oracles.result import OracleResult
from experiments.oracles.spengler import spengler
from model.inputs.problems import unknown_name

type Oracle = Callable[[], list[OracleResult]]

ORACLES: dict[str, Oracle] = {
    "spengler": spengler,
    "bertrand": bertrand,
    "cournot": cournot,
    "hotelling": hotelling,
    "bullwhip": bullwhip,
    "foundry_queue": foundry_queue,
    "logit_shares": logit_shares,
    "list_price": list_price,
}


def run_oracles(names: Iterable[str] = ()) -> list[OracleResult]:
    """Every result of the named oracles, of all if none is named; all of them take about a minute.

    Raises:
        InputProblem: for an oracle that does not exist.
    """
    chosen = tuple(names) or tuple(ORACLES)
    for name in chosen:
        if name not in ORACLES:
            raise unknown_name("oracle", name, "oracles", ORACLES)
    return [result for name in chosen for result in ORACLES[name]()]
