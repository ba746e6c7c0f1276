"""What a run was computed with: all that could still make two machines differ in a last bit."""

import platform
from importlib.metadata import version
from typing import Any

from llvmlite import binding

PACKAGES = (
    "mesa", "numpy", "networkx", "numba", "llvmlite", "pydantic", "pandas", "pyarrow", "altair",
    "vl-convert-python",
)  # fmt: skip


def machine_facts() -> dict[str, Any]:
    """Python, packages and processor, for a manifest.

    The market's maths is portable (``model.state.maths``): results should not depend on any of
    these. Where they do all the same, look here first.
    """
    return {
        "python": platform.python_version(),
        "packages": {name: version(name) for name in PACKAGES},
        "processor": f"{platform.machine()} {binding.get_host_cpu_name()}",
    }
