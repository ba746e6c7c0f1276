import csv
import dataclasses
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest

import model.inputs.catalogue
from model.inputs.catalogue import SOURCED_FIELDS, Chip, Confidence, Stack, load_catalogue
from model.inputs.problems import InputProblem

DATA = Path(model.inputs.catalogue.__file__).parent / "data"

with (DATA / "chips.csv").open(encoding="utf-8") as rows:
    CHIPS = [row["chip"] for row in csv.DictReader(rows)]


class Tables:
    """A copy of the data folder whose cells a test may spoil."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(DATA, folder, ignore=shutil.ignore_patterns("*.toml"))

    def rows(self, file: str) -> list[list[str]]:
        with (self.folder / file).open(newline="") as handle:
            return list(csv.reader(handle))

    def write(self, file: str, rows: list[list[str]]) -> None:
        with (self.folder / file).open("w", newline="") as handle:
            csv.writer(handle).writerows(rows)

    def set(self, file: str, line: int, column: str, value: str) -> None:
        rows = self.rows(file)
        rows[line - 1][rows[0].index(column)] = value
        self.write(file, rows)

    def problem(self) -> InputProblem:
        with pytest.raises(InputProblem) as caught:
            load_catalogue(self.folder)
        return caught.value


@pytest.fixture
def tables(tmp_path):
    return Tables(tmp_path / "data")


@pytest.fixture(scope="module")
def catalogue():
    return load_catalogue()


def test_every_chip_is_there_in_order(catalogue):
    assert list(catalogue.chip_names) == CHIPS
    assert [catalogue.chip_index(name) for name in CHIPS] == list(range(len(CHIPS)))
    assert all(catalogue.chip(name).name == name for name in CHIPS)


def test_every_figure_has_a_source_and_every_assumption_is_named_one(catalogue):
    for chip in catalogue.chips:
        for field in SOURCED_FIELDS:
            figure = catalogue.source_of(chip.name, field)
            assert figure.source, (chip.name, field)
            named = figure.source.startswith("Assumption:")
            assert named == (figure.confidence is Confidence.ASSUMPTION), (chip.name, field)


def test_what_is_said_to_be_verified_can_be_looked_up(catalogue):
    for chip in catalogue.chips:
        for field in SOURCED_FIELDS:
            figure = catalogue.source_of(chip.name, field)
            looked_up = "https://" in figure.source or "http://" in figure.source
            assert looked_up or figure.confidence is not Confidence.VERIFIED, (chip.name, field)


def test_sourced_fields_are_the_launch_the_node_and_all_numbers_of_a_chip():
    numbers = {field.name for field in dataclasses.fields(Chip) if field.type is float}
    assert set(SOURCED_FIELDS) == numbers | {"launch", "node"}


def test_every_other_entry_has_a_source(catalogue):
    entries = [*catalogue.nodes, *catalogue.packaging, *catalogue.regions]
    assert all(entry.source for entry in entries)


def test_vectors_hold_the_figures_of_the_chips_and_cannot_be_written(catalogue):
    for field in set(SOURCED_FIELDS[2:]) - {"memory_gb"}:  # nothing in the market looks at memory
        vector = getattr(catalogue, field.removesuffix("_16bit"))
        assert vector.dtype == np.float64
        assert vector.tolist() == [getattr(chip, field) for chip in catalogue.chips]
        with pytest.raises(ValueError, match="read-only"):
            vector[0] = 1.0


def test_figures_known_from_their_source(catalogue):
    a100, h100 = catalogue.chip("A100"), catalogue.chip("H100")
    assert (a100.peak_tflops_16bit, a100.link_gb_s, a100.launch_list_price_usd) == (312, 600, 10400)
    assert (h100.node, h100.launch, h100.cost_to_make_usd) == ("N4", date(2022, 9, 1), 3320)
    assert catalogue.chip("TPU v4").launch_list_price_usd == 5176
    assert catalogue.chip("B200").packages_per_interposer_wafer == 16
    assert [chip.name for chip in catalogue.chips if chip.variant_of] == ["A800", "H800", "H20"]


def test_n7_carries_one_and_a_half_times_the_need_of_2022_or_a_little_more(catalogue):
    units = {"A100": 71_000, "TPU v4": 25_000}
    need = sum(units[name] / catalogue.chip(name).good_dies_per_wafer for name in units)
    assert 1.5 < catalogue.node("N7").ai_wafers_per_month / need < 1.8


def test_packaging_of_each_foundry_starts_with_the_history(catalogue):
    for foundry in {chip.foundry for chip in catalogue.chips if chip.packages_per_interposer_wafer}:
        path = [point for point in catalogue.packaging if point.foundry == foundry]
        assert path[0].date == date(2022, 1, 1)
        assert path[-1].date <= date(2023, 5, 31), "what came later is a result"


def test_regions_and_stacks_are_in_a_fixed_order(catalogue):
    assert [region.name for region in catalogue.regions] == ["US", "Europe", "China"]
    assert catalogue.stacks == tuple(Stack)
    china = catalogue.region("China")
    price_cny = china.electricity_usd_per_kwh / china.usd_per_local_currency
    assert price_cny == pytest.approx(0.45, rel=0.01)


def test_the_default_catalogue_is_read_once_and_equals_a_copy(catalogue, tables):
    assert load_catalogue() is catalogue
    copy = load_catalogue(tables.folder)
    assert copy is not catalogue
    assert copy.chips == catalogue.chips


@pytest.mark.parametrize(
    ("lookup", "nearest"),
    [
        (lambda c: c.chip("h10"), "H100"),
        (lambda c: c.chip_index("TPU4"), "TPU v4"),
        (lambda c: c.node("N77"), "N7"),
        (lambda c: c.region("Chna"), "China"),
        (lambda c: c.source_of("H1000", "power_w"), "H100"),
        (lambda c: c.source_of("H100", "power"), "power_w"),
    ],
)
def test_an_unknown_name_is_answered_with_the_nearest(catalogue, lookup, nearest):
    with pytest.raises(InputProblem) as caught:
        lookup(catalogue)
    assert caught.value.nearest == nearest


SPOILT_CELLS = [
    ("chips.csv", "power_w", "abc", "a number above 0"),
    ("chips.csv", "power_w", "-1", "a number above 0"),
    ("chips.csv", "link_gb_s", "0", "a number above 0"),
    ("chips.csv", "memory_gb", "nan", "a number above 0"),
    ("chips.csv", "memory_gb", "inf", "a number above 0"),
    ("chips.csv", "memory_gb", "", "any text"),
    ("chips.csv", "packages_per_interposer_wafer", "-1", "a number of at least 0"),
    ("chips.csv", "training_fitness", "1.2", "a number from 0 to 1"),
    ("chips.csv", "inference_fitness", "-0.1", "a number from 0 to 1"),
    ("chips.csv", "launch", "2022-13-01", "YYYY-MM-DD"),
    ("chips.csv", "kind", "sold", "merchant, in-house"),
    ("chips.csv", "stack", "cudda", "cuda, rocm"),
    ("chips.csv", "foundry", "TMSC", "TSMC, SMIC"),
    ("chips.csv", "foundry", "SMIC", "TSMC"),
    ("chips.csv", "node", "N6", "N7, N5"),
    ("chips.csv", "predecessor", "A10", "A100, A800"),
    ("chips.csv", "predecessor", "B200", "a chip launched before"),
    ("chips.csv", "predecessor", "A800", "a chip launched before"),
    ("chips.csv", "variant_of", "A10", "A100, A800"),
    ("chips.csv", "variant_of", "A800", "another chip"),
    ("chips.csv", "source", " ", "any text"),
    ("chip_figure_sources.csv", "chip", "H10", "A100, A800"),
    ("chip_figure_sources.csv", "field", "watts", "launch, node"),
    ("chip_figure_sources.csv", "source", "", "any text"),
    ("chip_figure_sources.csv", "confidence", "sure", "verified, memory"),
    ("nodes.csv", "foundry", "Samsung", "TSMC, SMIC"),
    ("nodes.csv", "wafer_price_usd", "-5", "a number above 0"),
    ("nodes.csv", "cycle_months", "3.5", "a whole number from 1 to 35"),
    ("nodes.csv", "cycle_months", "36", "a number from 1 to 35"),
    ("nodes.csv", "source", "", "any text"),
    ("packaging.csv", "date", "mid 2023", "YYYY-MM-DD"),
    ("packaging.csv", "date", "2021-12-01", "rise from line to line"),
    ("packaging.csv", "wafers_per_month", "-1", "a number of at least 0"),
    ("packaging.csv", "source", "", "any text"),
    ("regions.csv", "pue", "0.9", "a number of at least 1"),
    ("regions.csv", "electricity_usd_per_kwh", "0", "a number above 0"),
    ("regions.csv", "source", "", "any text"),
]


@pytest.mark.parametrize(("file", "column", "value", "allowed"), SPOILT_CELLS)
def test_a_spoilt_cell_is_refused_with_its_place_and_what_is_allowed(tables, file, column, value, allowed):
    tables.set(file, 3, column, value)
    problem = tables.problem()
    assert problem.where == f"{file}, line 3, column {column!r}"
    assert allowed in (problem.allowed or "")


TABLES = ["chips.csv", "chip_figure_sources.csv", "nodes.csv", "packaging.csv", "regions.csv"]


@pytest.mark.parametrize("file", TABLES)
class TestEveryTable:
    def test_refuses_an_unknown_column_and_names_the_nearest(self, tables, file):
        rows = tables.rows(file)
        known = rows[0][0]
        tables.write(file, [[*row, "x"] if at else [*row, f"{known}s"] for at, row in enumerate(rows)])
        problem = tables.problem()
        assert problem.where == f"{file}, line 1"
        assert problem.nearest == known

    def test_refuses_a_missing_column(self, tables, file):
        tables.write(file, [row[1:] for row in tables.rows(file)])
        assert f"missing column {header(file)[0]!r}" in str(tables.problem())

    def test_refuses_a_column_given_twice(self, tables, file):
        tables.write(file, [[row[0], *row] for row in tables.rows(file)])
        assert "appears twice" in str(tables.problem())

    def test_refuses_a_repeated_line(self, tables, file):
        rows = tables.rows(file)
        tables.write(file, [*rows, rows[1]])
        problem = tables.problem()
        assert "is already on line 2" in problem.what
        assert f"line {len(rows) + 1}" in problem.where

    def test_refuses_a_line_cut_short(self, tables, file):
        rows = tables.rows(file)
        tables.write(file, [*rows[:2], rows[2][:-1], *rows[3:]])
        assert tables.problem().where == f"{file}, line 3"

    def test_refuses_an_empty_table(self, tables, file):
        tables.write(file, tables.rows(file)[:1])
        assert "no lines" in tables.problem().what

    def test_refuses_an_absent_file(self, tables, file):
        (tables.folder / file).unlink()
        assert file in tables.problem().where

    def test_refuses_an_open_quote(self, tables, file):
        with (tables.folder / file).open("a") as handle:
            handle.write('"never closed')
        assert "not readable as CSV" in tables.problem().what

    def test_bears_the_byte_order_mark_of_a_spreadsheet(self, tables, file):
        path = tables.folder / file
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
        assert len(load_catalogue(tables.folder).chips) == len(CHIPS)


def header(file: str) -> list[str]:
    with (DATA / file).open(newline="") as handle:
        return next(csv.reader(handle))


def test_a_foundry_without_packaging_cannot_make_a_chip_that_needs_it(tables):
    rows = tables.rows("packaging.csv")
    tables.write("packaging.csv", [row for row in rows if row[0] != "SMIC"])
    problem = tables.problem()
    assert "Siyuan 590 needs advanced packaging" in problem.what
    assert problem.where.endswith("column 'packages_per_interposer_wafer'")


def test_a_figure_without_a_line_of_its_own_takes_the_source_of_its_chip(tables):
    rows = tables.rows("chip_figure_sources.csv")
    tables.write("chip_figure_sources.csv", [row for row in rows if row[0] != "H100"])
    figure = load_catalogue(tables.folder).source_of("H100", "cost_to_make_usd")
    assert figure.source.startswith("Epoch AI")
