"""The source files of the project, and where each stands in the layers."""

from __future__ import annotations

import ast
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parents[2]

VOCABULARY = frozenset({"errors", "settings", "scope", "labels", "codes"})
# What a layer may import besides itself and the vocabulary: the table in docs, DESIGN, "Layers".
LAYERS: dict[str, frozenset[str]] = {
    "vocabulary": frozenset(),
    "store": frozenset(),
    "demo": frozenset({"store"}),
    "metrics": frozenset({"store"}),
    "analysis": frozenset(),
    "charts": frozenset(),
    # what a page and a report both show: an answer drawn, with its finding
    "exhibits": frozenset({"store", "metrics", "analysis", "charts"}),
    "export": frozenset({"metrics", "analysis", "charts"}),
    "alerts": frozenset({"store", "metrics", "analysis"}),
    # what a report says: both the page and the verb compose it, so it stands below them and above the writers
    "briefing": frozenset({"store", "metrics", "analysis", "charts", "exhibits", "export"}),
    "ui": frozenset(
        {"store", "demo", "metrics", "analysis", "charts", "exhibits", "export", "alerts", "briefing"}
    ),
    "pages": frozenset({"ui", "analysis", "charts"}),
    "app": frozenset({"ui"}),
    "cli": frozenset(
        {"store", "demo", "metrics", "analysis", "charts", "exhibits", "export", "alerts", "briefing"}
    ),
}


@contextmanager
def _no_collection() -> Iterator[None]:
    # Python before 3.11.5 fails when the collector runs a finalizer that parses too in the middle of a parse
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@dataclass(frozen=True)
class Source:
    """One Python file: its path from the root of the project and its text."""

    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed file."""
        with _no_collection():
            return ast.parse(self.text, self.path)

    @property
    def layer(self) -> str:
        """The layer this file belongs to; "" when it belongs to none."""
        parts = PurePosixPath(self.path).with_suffix("").parts
        return layer_of(".".join(parts[:-1] if parts[-1] == "__init__" else parts))

    def at(self, node: ast.AST | int, message: str) -> str:
        """A violation as `path:line: message`."""
        line = node if isinstance(node, int) else getattr(node, "lineno", 1)
        return f"{self.path}:{line}: {message}"


def layer_of(module: str) -> str:
    """The layer of a module of ours such as "wzdash.store.engine"; "" when it is in none."""
    head, *rest = module.split(".")
    if head in {"pages", "app"}:
        return head
    if head != "wzdash":
        return ""
    if not rest or rest[0] in VOCABULARY:
        return "vocabulary"
    if rest[0] == "__main__":
        return "cli"
    return rest[0] if rest[0] in LAYERS else ""


def sources(*folders: str) -> list[Source]:
    """Every Python file below these folders, or the file itself; in order of path."""
    found: list[Path] = []
    for folder in folders:
        path = ROOT / folder
        found += [path] if path.is_file() else path.rglob("*.py")
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text("utf-8")) for path in sorted(found)]


def product() -> list[Source]:
    """Every Python file that a user runs: wzdash/, pages/ and app.py."""
    return sources("wzdash", "pages", *(["app.py"] if (ROOT / "app.py").exists() else []))


def imports(source: Source) -> Iterator[tuple[ast.AST, str]]:
    """Each imported module with its statement; `from wzdash import labels` gives wzdash.labels."""
    package = PurePosixPath(source.path).parent.parts
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *filter(None, [node.module])])
            deeper = module in {"wzdash", "pages"}
            yield from ((node, f"{module}.{alias.name}" if deeper else module) for alias in node.names)
        elif _is_dynamic_import(node):
            yield node, node.args[0].value


def _is_dynamic_import(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and getattr(node.func, "attr", getattr(node.func, "id", "")) in {"import_module", "__import__"}
        and bool(node.args)
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    )
