import ast
import os
import subprocess
import sys

import pytest

from agents.startups import kernel, readable
from agents.startups.engine import EngineName, engine_for, faster_engine
from model.state import compiling


@pytest.mark.parametrize(
    ("rows", "months", "runs", "expected"),
    [
        (300, 54, 1, EngineName.READABLE),
        (300, 54, 200, EngineName.COMPILED),
        (30_000, 54, 1, EngineName.COMPILED),
        (1_000_000, 1, 1, EngineName.COMPILED),
    ],
)
def test_small_runs_are_readable_and_large_or_many_compiled(rows, months, runs, expected):
    assert faster_engine(rows, months, runs) is expected


def test_a_named_engine_is_the_one_given():
    assert engine_for(300, 1, 1, EngineName.COMPILED) is kernel
    assert engine_for(1_000_000, 54, 10, EngineName.READABLE) is readable


def test_a_small_run_does_not_load_numba():
    code = (
        "import sys; from agents.startups.engine import engine_for; engine_for(300, 12, 1); "
        "sys.exit('numba' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=compiling.CHECKOUT, check=False).returncode == 0


def test_a_set_cache_folder_wins(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert compiling.cache_folder() == tmp_path / compiling.source_hash()


def test_a_checkout_that_cannot_be_written_falls_back_to_a_private_folder(monkeypatch, tmp_path):
    blocked = tmp_path / "a file, not a folder"
    blocked.write_text("")
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(blocked))
    folder = compiling.cache_folder()
    assert folder.is_dir()
    assert blocked not in folder.parents
    folder.rmdir()


def test_old_machine_code_of_other_sources_is_pruned_and_nothing_else(tmp_path):
    old, fresh, foreign = (tmp_path / name for name in ("0123456789abcdef", "f" * 16, "notes"))
    for folder in (old, fresh, foreign):
        folder.mkdir()
        (folder / "code.nbc").write_text("")
    for folder in (old, foreign):
        os.utime(folder, (0, 0))
    compiling.prune(tmp_path, before=1_000.0)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([fresh.name, foreign.name])


def test_the_cache_folder_changes_with_every_source_the_code_is_made_from():
    for source in compiling.SOURCES:
        tree = ast.parse((compiling.CHECKOUT / source).read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module.startswith(("agents.", "model")):
                assert imported_sources(node) & set(compiling.SOURCES), f"{source} imports {node.module}"


def imported_sources(node: ast.ImportFrom) -> set[str]:
    path = node.module.replace(".", "/")
    return {f"{path}.py"} | {f"{path}/{alias.name}.py" for alias in node.names}
