"""Floats are summed, multiplied up and raised by ``model.state.maths`` alone."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
ELSEWHERE = ("model/state/elementary.py", "model/state/normal.py", "model/state/maths.py")
FILES = sorted(
    file.relative_to(CHECKOUT).as_posix()
    for room in ("model", "agents")
    for file in (CHECKOUT / room).rglob("*.py")
)
LIBRARIES = ("np", "numpy", "math", "cmath", "statistics")
FUNCTIONS = {
    "acos", "arccos", "arcsin", "arctan", "asin", "atan", "average", "cbrt", "convolve", "cos", "cosh", "cov",
    "dot", "einsum", "erf", "erfc", "exp", "exp2", "expm1", "fsum", "gamma", "hypot", "inner", "lgamma",
    "log", "log10", "log1p", "log2", "logaddexp", "matmul", "mean", "nanmean", "nansum", "pow", "power",
    "prod", "sin", "sinh", "std", "sum", "sumprod", "tan", "tanh", "tensordot", "trapezoid", "var", "vecdot",
}  # fmt: skip
METHODS = {"sum", "mean", "std", "var", "prod", "dot"}
PAIRWISE = {"reduce", "reduceat"}
"""Of ``np.add``: these add in an order of their own, unlike ``accumulate`` and ``at``."""


def faults(source: str) -> Iterator[tuple[int, str]]:
    """Lines of a source that round floats in a way that differs between machines, with the reason."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.BinOp | ast.AugAssign):
            if isinstance(node.op, ast.MatMult):
                yield node.lineno, "@: use maths.dot"
            elif isinstance(node.op, ast.Pow) and not _constant(node):
                yield node.lineno, "**: use maths.power, or a product"
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, reason) for reason in _call(node))
        elif isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("scipy"):
            yield node.lineno, "scipy"


def _constant(node: ast.BinOp | ast.AugAssign) -> bool:
    return isinstance(node, ast.BinOp) and all(
        isinstance(side, ast.Constant) and isinstance(side.value, int) for side in (node.left, node.right)
    )


def _call(node: ast.Call) -> Iterator[str]:
    called = node.func
    if isinstance(called, ast.Name) and called.id in ("sum", "fsum", "pow"):
        yield f"{called.id}(): use maths.total, or numpy's sum with dtype=np.int64"
    if not isinstance(called, ast.Attribute):
        return
    owner, name = ast.unparse(called.value), called.attr
    if owner in LIBRARIES and name in FUNCTIONS:
        yield f"{owner}.{name}: use model.state.maths"
    elif owner not in LIBRARIES and name in METHODS and owner != "maths" and not _whole(node):
        yield f".{name}(): use maths.total, or dtype=np.int64 for whole numbers"
    elif owner == "np.add" and name in PAIRWISE:
        yield f"np.add.{name}: use maths.total"


def _whole(node: ast.Call) -> bool:
    """A sum of whole numbers says so."""
    return any(word.arg == "dtype" and ast.unparse(word.value) == "np.int64" for word in node.keywords)


@pytest.mark.parametrize("file", [file for file in FILES if file not in ELSEWHERE])
def test_floats_are_added_and_raised_by_portable_maths_alone(file):
    assert list(faults((CHECKOUT / file).read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "fault",
    ["a @ b", "sum(a)", "a.sum()", "a[m].sum(axis=0)", "x**n", "x**2", "0.5**n", "x **= 2", "np.exp(x)",
     "math.log(x)", "np.add.reduce(a)", "a.mean()", "np.dot(a, b)", "from scipy.special import ndtri"],
)  # fmt: skip
def test_the_lint_finds(fault):
    assert list(faults(fault))


@pytest.mark.parametrize(
    "sound", ["total(a)", "a.sum(dtype=np.int64)", "2**53", "f(**kw)", "np.add.at(a, i, x)", "np.cumsum(a)"]
)
def test_the_lint_leaves_be(sound):
    assert not list(faults(sound))
