"""The list of faults does not rot: each text still stands where it is said to, once, and has its test."""

import pytest

from tests.mutants.listed import ROOT, mutants

MUTANTS = mutants()


@pytest.mark.parametrize("name", MUTANTS)
def test_a_fault_s_text_stands_once_in_its_file(name):
    mutant = MUTANTS[name]
    assert mutant.occurrences() == 1, f"{mutant.file}: {mutant.old!r}"
    assert mutant.new != mutant.old


@pytest.mark.parametrize("name", MUTANTS)
def test_the_test_of_a_fault_exists(name):
    for test in MUTANTS[name].tests:
        path, _, function = test.partition("::")
        text = (ROOT / path).read_text(encoding="utf-8")
        assert f"def {function.partition('[')[0]}(" in text, test


def test_there_are_at_least_thirty_six():
    assert len(MUTANTS) >= 36
