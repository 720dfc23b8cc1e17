"""Pieces of SQL for the private DuckDB that reads and checks a file. Values are quoted here and only here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

SPACES = " \t\r\n　\xa0"


def literal(text: str) -> str:
    """The text as a SQL string."""
    return "'" + text.replace("'", "''") + "'"


def path(file: Path) -> str:
    """The path as a SQL string that no reader takes for a pattern of several files."""
    return literal("".join(f"[{letter}]" if letter in "*?[" else letter for letter in str(file)))


def name(text: str) -> str:
    """The text as a SQL identifier."""
    return '"' + text.replace('"', '""') + '"'


def texts(values: Iterable[str]) -> str:
    """The texts as a SQL list."""
    return "[" + ", ".join(map(literal, values)) + "]"


def trimmed(expression: str) -> str:
    """The text without spaces around it, full-width ones included; empty is NULL."""
    return f"nullif(trim({expression}, {literal(SPACES)}), '')"


def has_edges(expression: str) -> str:
    """Whether the text starts or ends with a space."""
    codes = ", ".join(str(ord(space)) for space in SPACES)
    ends = " OR ".join(
        f"ends_with({expression}, {literal(space)})" for space in SPACES if space not in "\r\n"
    )
    return f"(unicode({expression}) IN ({codes}) OR {ends})"
