"""A visitor's session: what is asked of it happens, in its own time, and a failure is a message."""

import threading

import pytest

from model.market import ComputeMarket
from model.state.kinds import Unbalanced
from viz.page.changes import pair_of
from viz.page.session import Session

PATIENCE_SECONDS = 120
SMALL = {"startups": 300}


class Watcher:
    """Follows a session through its news."""

    def __init__(self, settings):
        self.news = threading.Condition()
        self.session = Session(pair_of(settings), self.told)
        self.seen = []

    def told(self):
        with self.news:
            self.seen.append(self.session.view)
            self.news.notify_all()

    def wait_for(self, condition):
        with self.news:
            assert self.news.wait_for(lambda: condition(self.session.view), PATIENCE_SECONDS)
        return self.session.view


@pytest.fixture
def watch():
    watchers = []

    def begin(**settings):
        watchers.append(Watcher({**SMALL, **settings}))
        return watchers[-1]

    yield begin
    for watcher in watchers:
        watcher.session.close()


def at(month):
    """Whether the picture of a month is shown and nothing is still under way."""
    return lambda view: view.whatif is not None and view.whatif.month + 1 == month == view.played


def test_a_session_opens_before_the_first_month(watch):
    view = watch().wait_for(lambda view: view.whatif is not None)
    assert (view.whatif.month, view.playing, view.months) == (-1, False, 54)


def test_steps_and_jumps_lead_to_their_months(watch):
    watcher = watch()
    watcher.session.step()
    watcher.wait_for(at(1))
    watcher.session.jump(5)
    watcher.wait_for(at(5))
    watcher.session.jump(2)
    assert watcher.wait_for(at(2)).whatif.metrics["month"].max() == 1
    watcher.session.jump(10_000)
    assert watcher.session._wish.months == 54


def test_playing_goes_on_until_paused(watch):
    watcher = watch()
    watcher.session.play()
    watcher.wait_for(lambda view: view.playing and view.whatif is not None and view.whatif.month >= 2)
    watcher.session.pause()
    view = watcher.wait_for(lambda view: not view.playing)
    assert 0 < view.played < 54


def test_a_changed_lever_replays_to_the_month_that_is_shown(watch):
    watcher = watch()
    watcher.session.jump(4)
    before = watcher.wait_for(at(4)).whatif
    watcher.session.change(pair_of({**SMALL, "training_growth": 0.3}))
    after = watcher.wait_for(lambda view: view.whatif is not before).whatif
    assert after.month == before.month
    assert not after.metrics.equals(before.metrics)


def test_a_lever_moved_while_playing_does_not_take_the_pictures_back(watch):
    watcher = watch()
    watcher.session.jump(8)
    watcher.wait_for(at(8))
    watcher.session.play()
    watcher.wait_for(lambda view: view.playing and view.whatif.month >= 8)
    watcher.session.change(pair_of({**SMALL, "training_growth": 0.3}))
    before = watcher.session.view.whatif.month
    watcher.wait_for(lambda view: view.whatif.month >= before + 3)
    watcher.session.pause()
    months = [view.whatif.month for view in watcher.seen if view.whatif is not None]
    assert months == sorted(months)


def test_equal_worlds_are_equal_to_the_bit_and_unequal_ones_are_not(watch):
    watcher = watch()
    watcher.session.show_both()
    watcher.session.jump(6)
    both = lambda view: at(6)(view) and view.baseline is not None and view.baseline.month == 5  # noqa: E731
    view = watcher.wait_for(both)
    assert view.whatif.metrics.equals(view.baseline.metrics)
    watcher.session.change(pair_of({**SMALL, "training_growth": 0.3}))
    view = watcher.wait_for(lambda now: both(now) and now.whatif is not view.whatif)
    assert not view.whatif.metrics.equals(view.baseline.metrics)


def test_a_failure_is_a_message_and_the_next_wish_is_answered(watch, monkeypatch):
    watcher = watch()
    watcher.wait_for(lambda view: view.whatif is not None)

    def fail(market):
        raise Unbalanced("the ledgers do not close")

    with monkeypatch.context() as patched:
        patched.setattr(ComputeMarket, "run_month", fail)
        watcher.session.play()
        view = watcher.wait_for(lambda view: view.problem)
    assert view.problem == "the ledgers do not close"
    assert not view.playing
    watcher.session.jump(2)
    assert watcher.wait_for(at(2)).problem == ""


def test_a_closed_session_ends_its_thread_and_lets_go_of_its_markets(watch):
    watcher = watch()
    watcher.session.jump(1)
    watcher.wait_for(at(1))
    watcher.session.close()
    watcher.session._live.result(PATIENCE_SECONDS)
    assert watcher.session._runs == {}
    watcher.session.play()
    assert watcher.session._live.done()
