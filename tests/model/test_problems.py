import pytest

from model.inputs.problems import InputProblem, nearest_match, unknown_name


def test_a_full_problem_says_what_where_nearest_allowed_and_fix_in_four_lines():
    problem = InputProblem(
        what="unknown chip 'H10'", where="a.toml", allowed="H100", nearest="H100", fix="rename it"
    )
    lines = str(problem).splitlines()
    assert lines == [
        "a.toml: unknown chip 'H10'",
        "  did you mean: H100?",
        "  allowed: H100",
        "  fix: rename it",
    ]


def test_a_bare_problem_is_one_line():
    assert str(InputProblem(what="no such file", where="a.csv")) == "a.csv: no such file"


def test_a_problem_keeps_its_parts_and_is_a_value_error():
    problem = InputProblem(what="w", where="x", allowed="a", nearest="n", fix="f")
    assert isinstance(problem, ValueError)
    parts = (problem.what, problem.where, problem.allowed, problem.nearest, problem.fix)
    assert parts == ("w", "x", "a", "n", "f")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("h100", "H100"), ("H10", "H100"), ("tpu V4", "TPU v4"), ("zebra", None), ("", None)],
)
def test_the_nearest_match_ignores_case_and_gives_up_on_strangers(name, nearest):
    assert nearest_match(name, ["H100", "TPU v4"]) == nearest


def test_an_unknown_name_lists_the_allowed_ones_from_any_iterable():
    problem = unknown_name("node", "N6", "chips.csv, line 2", iter(["N7", "N5"]))
    assert problem.allowed == "N7, N5"
    assert "unknown node 'N6'" in str(problem)
    assert "chips.csv, line 2" in str(problem)


def test_an_unknown_name_says_so_when_nothing_is_allowed():
    assert unknown_name("chip", "H100", "here", []).allowed == "none (no chip is defined)"
