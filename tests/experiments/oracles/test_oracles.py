"""The market gives what theory says, within each figure's tolerance, and the oracles would notice if not."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from agents.ordering import order_up_to
from agents.startups import boards, month
from agents.startups.tables import GroupMonth, OfferBoard
from agents.strategies.foundry.queue_by_loyalty import FoundryView, QueueByLoyalty
from agents.strategies.list_price import Asking
from agents.strategies.reseller import base as reseller
from agents.strategies.vendor import base as vendor
from experiments import cli
from experiments.oracles import registry
from experiments.oracles.registry import ORACLES, OracleResult, run_oracles
from experiments.oracles.result import OracleResult as Figure
from model.inputs.problems import InputProblem

type Patch = pytest.MonkeyPatch


def sharper_tastes(patch: Patch) -> None:
    """Buyers weigh price a fifth more than the parameter says."""
    board_of = month.offer_board

    def offer_board(*tables: object) -> OfferBoard:
        board = board_of(*tables)  # type: ignore[arg-type]
        return replace(board, odds=board.odds**1.2)

    patch.setattr(month, "offer_board", offer_board)


def larger_budgets(patch: Patch) -> None:
    """Buyers may spend a fifth more than they have said."""
    month_of = boards.group_month

    def group_month(*seen: object) -> GroupMonth:
        told = month_of(*seen)  # type: ignore[arg-type]
        return replace(told, rent_share=1.2 * told.rent_share, buy_share=1.2 * told.buy_share)

    patch.setattr(boards, "group_month", group_month)


def idle_foundry(patch: Patch) -> None:
    """A foundry starts a twentieth less than fits."""
    starts_of = QueueByLoyalty.starts

    def starts(self: QueueByLoyalty, view: FoundryView) -> np.ndarray:
        return np.floor(0.95 * starts_of(self, view))

    patch.setattr(QueueByLoyalty, "starts", starts)


def forgotten_month(patch: Patch) -> None:
    """Orders of resellers forget that a month passes between two reviews."""

    def short(forecast: np.ndarray, lead: np.ndarray, safety: float, position: np.ndarray) -> np.ndarray:
        return order_up_to(forecast, lead - 1.0, safety, position)

    patch.setattr(reseller, "order_up_to", short)


def doubted_buyers(patch: Patch) -> None:
    """Vendors believe that buyers answer a fifth more."""
    best_rise = vendor.best_rise

    def with_doubt(asking: Asking, goodwill: float) -> np.ndarray:
        return best_rise(replace(asking, elasticity=1.2 * asking.elasticity), goodwill)

    patch.setattr(vendor, "best_rise", with_doubt)


MISTAKES: dict[str, Callable[[Patch], None]] = {
    "spengler": larger_budgets,
    "bertrand": sharper_tastes,
    "cournot": larger_budgets,
    "hotelling": sharper_tastes,
    "bullwhip": forgotten_month,
    "foundry_queue": idle_foundry,
    "logit_shares": sharper_tastes,
    "list_price": doubted_buyers,
}


@pytest.mark.parametrize("name", ORACLES)
def test_the_market_gives_what_theory_says(name: str) -> None:
    off = [figure for figure in ORACLES[name]() if not figure.passed]
    assert off == []


@pytest.mark.parametrize("name", ORACLES)
def test_a_wrong_rule_of_the_market_falls_outside_the_tolerance(name: str, monkeypatch: Patch) -> None:
    MISTAKES[name](monkeypatch)
    assert not all(figure.passed for figure in ORACLES[name]())


def figure(simulated: float) -> OracleResult:
    return Figure("a law", "a figure", 2.0, simulated, 0.1, "1", "somebody")


@pytest.mark.parametrize(("simulated", "passes"), [(2.05, True), (1.89, False), (float("nan"), False)])
def test_a_figure_holds_only_within_its_tolerance(simulated: float, passes: bool) -> None:
    assert figure(simulated).passed is passes


@pytest.mark.parametrize(
    ("simulated", "code", "word"), [(2.0, cli.DONE, "holds"), (3.0, cli.FAILED, "fails")]
)
def test_the_command_ends_with_one_when_a_figure_fails(
    simulated: float, code: int, word: str, monkeypatch: Patch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(registry, "ORACLES", {"law": lambda: [figure(simulated)]})
    assert cli.main(["oracles", "law"]) == code
    assert word in capsys.readouterr().out


def test_an_unknown_oracle_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(InputProblem, match="spengler"):
        run_oracles(["spengel"])
