"""The folder of a report: it appears whole, under its final name, or not at all."""

import hashlib
import json
import os
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from experiments.results import free_folder
from model.problems import InputProblem


class ReportFolder:
    """A hidden folder beside the target, moved into place when complete.

    Used as a context manager: leaving it unpublished, for whatever reason, removes every trace.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        self.partial = target.parent / f".{target.name}.partial-{os.getpid()}"
        self._new_parents = [parent for parent in target.parents if not parent.exists()]

    def __enter__(self) -> Self:
        """Make the hidden folder; raises InputProblem where that cannot be done."""
        try:
            self.partial.mkdir(parents=True)
        except OSError as error:
            self._discard()
            raise InputProblem(
                what=f"cannot write a report there ({error.strerror})",
                where=f"--out {self.target}",
                fix="name a folder that you may create, for instance --out results/mine",
            ) from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._discard()

    def publish(self, facts: dict[str, Any]) -> Path:
        """Write the manifest, flush all to disk and give the folder its name.

        Returns the final path: the target, or the next free name if someone took it meanwhile.
        """
        files = sorted(path for path in self.partial.rglob("*") if path.is_file())
        hashes = {path.relative_to(self.partial).as_posix(): _sha256(path) for path in files}
        text = json.dumps({**facts, "sha256": hashes}, indent=2, default=str) + "\n"
        (self.partial / "manifest.json").write_text(text, encoding="utf-8")
        for path in (*self.partial.rglob("*"), self.partial):
            _flush(path)
        final = free_folder(self.target)
        self.partial.rename(final)
        _flush(final.parent)
        self._new_parents.clear()
        return final

    def _discard(self) -> None:
        shutil.rmtree(self.partial, ignore_errors=True)
        for parent in self._new_parents:
            if parent.is_dir() and not any(parent.iterdir()):
                parent.rmdir()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _flush(path: Path) -> None:
    """Force a file or a folder's entries to disk, so that a crash cannot leave half of it."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
