"""Rules on one source file: who may import whom, how long a thing may be, what has to be written down."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from tests.architecture.tree import LAYERS, Source, imports, layer_of

PAGE_LINES = 60
MODULE_LINES = 300
FUNCTION_LINES = 40
# Longer files that only declare, each with its own limit and the reason.
DECLARATIONS: dict[str, int] = {
    "wzdash/store/schema.py": 450,  # every table of the one schema, read from top to bottom
}
SHAPELESS = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"})
NOT_ON_A_PAGE = frozenset({"sqlalchemy", "plotly", "pydeck", "pandas", "duckdb", "geopandas"})
FRAME = frozenset({"ui", "pages", "app"})

Rule = Callable[[Source], Iterator[str]]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def imports_point_down(source: Source) -> Iterator[str]:
    """A layer imports itself, the vocabulary, and what the table allows."""
    if not source.layer:
        yield source.at(1, f"belongs to no layer; there are {', '.join(LAYERS)}")
        return
    allowed = LAYERS[source.layer] | {source.layer, "vocabulary"}
    for node, module in imports(source):
        if module.split(".")[0] not in {"wzdash", "pages", "app"}:
            continue
        target = layer_of(module)
        if target not in allowed:
            yield source.at(node, f"{source.layer} imports {module} ({target or 'no layer'})")


def streamlit_stays_in_the_frame(source: Source) -> Iterator[str]:
    """Only ui, pages and app.py import streamlit."""
    if source.layer in FRAME:
        return
    for node, module in imports(source):
        if module.split(".")[0] == "streamlit":
            yield source.at(node, f"{source.layer or source.path} imports streamlit")


def pages_are_thin(source: Source) -> Iterator[str]:
    """A page has at most 60 lines and imports no library of the layers below."""
    if source.layer != "pages":
        return
    for node, module in imports(source):
        if module.split(".")[0] in NOT_ON_A_PAGE:
            yield source.at(node, f"a page imports {module}")
    lines = len(source.text.splitlines())
    if lines > PAGE_LINES:
        yield source.at(PAGE_LINES + 1, f"a page of {lines} lines; {PAGE_LINES} at the most")


def modules_are_short(source: Source) -> Iterator[str]:
    """A module has at most 300 lines; one that only declares has the limit that DECLARATIONS gives it."""
    lines, limit = len(source.text.splitlines()), DECLARATIONS.get(source.path, MODULE_LINES)
    if lines > limit:
        yield source.at(limit + 1, f"a module of {lines} lines; {limit} at the most")


def functions_are_short(source: Source) -> Iterator[str]:
    """A function has at most 40 lines, its docstring not counted."""
    for node in ast.walk(source.tree):
        if isinstance(node, FUNCTIONS):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1 - _docstring_lines(node)
            if lines > FUNCTION_LINES:
                yield source.at(node, f"{node.name} has {lines} lines; {FUNCTION_LINES} at the most")


def _docstring_lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    if ast.get_docstring(node) is None:
        return 0
    first = node.body[0]
    return (first.end_lineno or first.lineno) - first.lineno + 1


def names_say_something(source: Source) -> Iterator[str]:
    """No module or package is called utils, helpers, common or manager."""
    for part in PurePosixPath(source.path).with_suffix("").parts:
        if part in SHAPELESS:
            yield source.at(1, f"{part!r} says nothing about what is inside")


def public_things_have_docstrings(source: Source) -> Iterator[str]:
    """Every module, and every public function and class at its top, has a docstring."""
    if source.text.strip() and ast.get_docstring(source.tree) is None:
        yield source.at(1, "the module has no docstring")
    for node in source.tree.body:
        named = isinstance(node, (*FUNCTIONS, ast.ClassDef)) and not node.name.startswith("_")
        if named and ast.get_docstring(node) is None:
            yield source.at(node, f"{node.name} has no docstring")


def exceptions_are_not_swallowed(source: Source) -> Iterator[str]:
    """No bare except, and no `except Exception` that does nothing."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.ExceptHandler):
            continue
        if node.type is None:
            yield source.at(node, "bare except")
        elif _catches_everything(node.type) and all(_does_nothing(step) for step in node.body):
            yield source.at(node, "an exception is swallowed")


def _catches_everything(kind: ast.expr) -> bool:
    return isinstance(kind, ast.Name) and kind.id in {"Exception", "BaseException"}


def _does_nothing(step: ast.stmt) -> bool:
    if isinstance(step, ast.Return):
        return step.value is None or isinstance(step.value, ast.Constant)
    return isinstance(step, (ast.Pass, ast.Continue)) or (
        isinstance(step, ast.Expr) and isinstance(step.value, ast.Constant)
    )


RULES: tuple[Rule, ...] = (
    imports_point_down,
    streamlit_stays_in_the_frame,
    pages_are_thin,
    modules_are_short,
    functions_are_short,
    names_say_something,
    public_things_have_docstrings,
    exceptions_are_not_swallowed,
)
