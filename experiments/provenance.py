"""What a result was computed with, for a manifest: machine, packages, revision."""

import platform
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

from llvmlite import binding

PACKAGES = (
    "mesa", "numpy", "networkx", "numba", "llvmlite", "pydantic", "pandas", "pyarrow", "altair",
    "vl-convert-python",
)  # fmt: skip


def provenance() -> dict[str, Any]:
    """Python, packages, processor, revision and number of changed files; no revision outside a checkout.

    The market's maths is portable (``model.state.maths``): results should not depend on the machine.
    Where they do all the same, look here first.
    """
    return {
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "processor": f"{platform.machine()} {binding.get_host_cpu_name()}",
        "git_revision": _git("rev-parse", "HEAD"),
        "git_changed_files": len((_git("status", "--porcelain") or "").splitlines()),
    }


def _git(*arguments: str) -> str | None:
    here = Path(__file__).parent
    try:
        answer = subprocess.run(["git", *arguments], cwd=here, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.strip()
