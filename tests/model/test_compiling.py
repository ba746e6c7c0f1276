"""Machine code is kept where it can be written, found again where it cannot, and never stale."""

import ast
import os
import shutil
import subprocess
import sys

import pytest

from model.state import compiling


@pytest.fixture
def checkout(monkeypatch: pytest.MonkeyPatch, tmp_path):
    """A checkout and a user's cache of their own, with no place chosen."""
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(compiling, "CHECKOUT", tmp_path / "checkout")
    monkeypatch.setattr(compiling, "source_hash", lambda: "0" * 16)
    (tmp_path / "checkout").mkdir()
    return tmp_path / "checkout"


def refuse_writing_in(monkeypatch: pytest.MonkeyPatch, *folders) -> None:
    """Make a folder read-only, for a super-user too."""
    make = compiling.tempfile.TemporaryFile

    def refuse(dir):
        if any(dir.is_relative_to(folder) for folder in folders):
            raise PermissionError(dir)
        return make(dir=dir)

    monkeypatch.setattr(compiling.tempfile, "TemporaryFile", refuse)


def test_the_checkout_keeps_the_machine_code(checkout):
    assert compiling.cache_folder() == checkout / ".numba_cache" / ("0" * 16)


def test_a_set_cache_folder_wins(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert compiling.cache_folder() == tmp_path / compiling.source_hash()


def test_a_read_only_checkout_leaves_it_to_the_users_cache(checkout, monkeypatch, tmp_path):
    refuse_writing_in(monkeypatch, checkout)
    folder = compiling.cache_folder()
    assert folder.is_relative_to(tmp_path / "home")
    assert compiling.cache_folder() == folder


def test_what_a_read_only_checkout_holds_is_used(checkout, monkeypatch):
    shipped = checkout / ".numba_cache" / ("0" * 16)
    shipped.mkdir(parents=True)
    (shipped / "kernel.nbc").write_text("machine code")
    refuse_writing_in(monkeypatch, checkout)
    assert (compiling.cache_folder() / "kernel.nbc").read_text() == "machine code"


def test_with_no_place_to_write_it_is_kept_in_a_private_folder(checkout, monkeypatch, tmp_path):
    refuse_writing_in(monkeypatch, checkout, tmp_path / "home")
    folder = compiling.cache_folder()
    assert folder.is_dir()
    assert not folder.is_relative_to(tmp_path)
    assert folder.parent.stat().st_mode & 0o077 == 0
    shutil.rmtree(folder.parent)


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


LOAD = """
import time
time.sleep({late})
from model.state import maths
assert maths.normal_share(maths.normal_quantile(maths.exp(maths.log(0.5)))) > maths.total([0.1, 0.2])
"""


def test_processes_that_fill_a_cache_together_leave_it_whole(tmp_path):
    def start(late: float) -> subprocess.Popen[bytes]:
        code = LOAD.format(late=late)
        environment = os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}
        return subprocess.Popen([sys.executable, "-c", code], cwd=compiling.CHECKOUT, env=environment)

    together = [start(late) for late in (0.0, 0.1, 0.2, 0.4, 0.7)]
    assert [process.wait() for process in together] == [0] * len(together)
    assert start(0.0).wait() == 0
