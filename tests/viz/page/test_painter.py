"""The painter draws the newest state, once, and never holds up who asks."""

import threading

from viz.page.painter import Painter

PATIENCE_SECONDS = 60


def test_what_is_asked_during_a_drawing_is_drawn_once_afterwards():
    begun, go_on, drawn_twice = threading.Event(), threading.Event(), threading.Event()
    drawn = []

    def paint():
        drawn.append(len(drawn))
        begun.set()
        assert go_on.wait(PATIENCE_SECONDS)
        if len(drawn) == 2:
            drawn_twice.set()

    painter = Painter(paint)
    painter()
    assert begun.wait(PATIENCE_SECONDS)
    for _ in range(5):
        painter()
    go_on.set()
    assert drawn_twice.wait(PATIENCE_SECONDS)
    painter.close()
    assert len(drawn) == 2


def test_a_closed_painter_draws_no_more():
    drawn = []
    painter = Painter(lambda: drawn.append(1))
    painter.close()
    painter()
    assert drawn == []
