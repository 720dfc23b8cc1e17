"""Rules on the words of the product: what is shown goes through `_()`, and every message has its English."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from string import Formatter

from babel.messages.catalog import Catalog
from babel.messages.extract import extract

from tests.architecture.tree import Source

# A word, or a mark that joins words; a longer row of marks is a list of marks, not text.
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|^\W{0,2}[\u3000-\u303f\uff00-\uffef]\W{0,2}$")
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
LETTERS = re.compile(r"[A-Za-z]{2,}")
MARKS = frozenset({"_", "N_"})

# Streamlit calls whose first argument is read by a person, and arguments of any call that are.
SHOWN_CALLS = frozenset(
    {
        *("title", "header", "subheader", "caption", "text", "write", "markdown", "metric", "badge"),
        *("info", "warning", "error", "success", "toast", "status", "spinner", "expander", "popover"),
        *("button", "download_button", "link_button", "form_submit_button", "checkbox", "toggle", "radio"),
        *("selectbox", "multiselect", "select_slider", "slider", "segmented_control", "pills"),
        *("date_input", "time_input", "text_input", "text_area", "number_input", "file_uploader"),
    }
)
SHOWN_ARGUMENTS = frozenset({"label", "help", "placeholder", "title", "page_title"})

# Keyword arguments that carry data or a remark for developers: a stored Chinese name, a column's comment.
NOT_SHOWN_ARGUMENTS = frozenset({"name_zh", "comment"})

# Files whose Chinese is not text shown to a reader, each with the reason.
NOT_TEXT: dict[str, str] = {
    "wzdash/labels.py": "holds the formats of each language: 年月日, 万, 亿 and the names of the languages",
}
NOT_TEXT |= {
    f"wzdash/store/load/{name}.py": why
    for name, why in (
        ("headers", "headers of files that an import recognises"),
        ("place_headers", "headers of files that an import recognises"),
        ("words", "words and forms that an import recognises in files"),
        ("examples", "the example row of each template, as a user would type it"),
    )
}
NOT_TEXT_FOLDERS: dict[str, str] = {
    "wzdash/demo/": "names and values of the simulated records, stored as data",
}


def is_data(path: str) -> bool:
    """True for a file whose Chinese literals are data."""
    return path in NOT_TEXT or path.startswith(tuple(NOT_TEXT_FOLDERS))


def _calls(source: Source) -> Iterator[ast.Call]:
    return (node for node in ast.walk(source.tree) if isinstance(node, ast.Call))


def _name(call: ast.Call) -> str:
    return getattr(call.func, "id", getattr(call.func, "attr", ""))


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in MARKS


def _docstrings(tree: ast.Module) -> set[int]:
    owners = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, owners) and ast.get_docstring(node, clean=False) is not None
    }


def _texts(node: ast.AST, skip: set[int]) -> Iterator[ast.Constant]:
    """The text literals below a node that no `_()` or `N_()` encloses."""
    if id(node) in skip or _is_mark(node) or getattr(node, "arg", None) in NOT_SHOWN_ARGUMENTS:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _texts(child, skip)


def chinese_is_translated(source: Source) -> Iterator[str]:
    """Every literal with Chinese in it stands inside `_()` or `N_()`."""
    if is_data(source.path):
        return
    for node in _texts(source.tree, _docstrings(source.tree)):
        if CHINESE.search(node.value):
            yield source.at(node, f"{node.value!r} is not inside _() or N_()")


def shown_english_is_translated(source: Source) -> Iterator[str]:
    """No words stand as a bare literal in a Streamlit call of a page or of ui."""
    if source.layer not in {"ui", "pages", "app"}:
        return
    for call in _calls(source):
        shown = [call.args[0]] if call.args and _name(call) in SHOWN_CALLS else []
        shown += [keyword.value for keyword in call.keywords if keyword.arg in SHOWN_ARGUMENTS]
        for text in shown:
            if isinstance(text, ast.Constant) and _is_wording(text.value):
                yield source.at(text, f"{text.value!r} is shown but not inside _()")


def _is_wording(value: object) -> bool:
    return isinstance(value, str) and bool(LETTERS.search(value)) and not value.endswith(".py")


def messages_are_literal(source: Source) -> Iterator[str]:
    """Inside `_()` stands a literal or a name, never a text put together; inside `N_()` only a literal."""
    for call in filter(_is_mark, _calls(source)):
        argument = call.args[0] if len(call.args) == 1 and not call.keywords else None
        literal = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
        if literal:
            continue
        if argument is None or _name(call) == "N_" or _is_assembled(argument):
            yield source.at(call, f"{_name(call)}() takes one literal; use _('… {{x}}').format(x=…)")


def _is_assembled(node: ast.AST) -> bool:
    return any(
        isinstance(part, (ast.JoinedStr, ast.BinOp))
        or (isinstance(part, ast.Call) and _name(part) == "format")
        for part in ast.walk(node)
    )


RULES = (chinese_is_translated, shown_english_is_translated, messages_are_literal)


# ---------------------------------------------------------------- catalogues


def message_ids(sources: Iterable[Source]) -> dict[str, str]:
    """Message id → where it stands first."""
    found: dict[str, str] = {}
    for source in sources:
        marks = dict.fromkeys(MARKS)
        for line, message, _comments, _context in extract(
            "python", BytesIO(source.text.encode()), marks, options={"encoding": "utf-8"}
        ):
            if isinstance(message, str) and message:
                found.setdefault(message, f"{source.path}:{line}")
    return found


def _placeholders(text: str) -> set[str]:
    return {name for _before, name, _spec, _conversion in Formatter().parse(text) if name is not None}


def entry_faults(message_id: str, english: str) -> Iterator[str]:
    """What is wrong with one translation."""
    if not english.strip():
        yield "no English"
        return
    if HAN.search(english):
        yield f"the English has Chinese in it: {english!r}"
    try:
        wanted, given = _placeholders(message_id), _placeholders(english)
    except ValueError as error:
        yield f"not a format text: {error}"
        return
    if wanted != given:
        yield f"placeholders {sorted(wanted)} became {sorted(given)}"


def catalogue_faults(catalogues: dict[str, Catalog], wanted: dict[str, str]) -> Iterator[str]:
    """One line per message without English, and per entry that is fuzzy, empty, unused or contradicted."""
    english: dict[str, tuple[str, str]] = {}
    for name, catalogue in catalogues.items():
        yield from (f"{name}: obsolete entry {message!r}" for message in catalogue.obsolete)
        for entry in catalogue:
            if not entry.id:
                continue
            text = str(entry.string)
            if entry.fuzzy:
                yield f"{name}: {entry.id!r}: fuzzy"
            if entry.id not in wanted:
                yield f"{name}: {entry.id!r}: nothing in the source says this"
            yield from (f"{name}: {entry.id!r}: {fault}" for fault in entry_faults(str(entry.id), text))
            other = english.setdefault(str(entry.id), (name, text))
            if other[1] != text:
                yield f"{name}: {entry.id!r}: {text!r}, but {other[1]!r} in {other[0]}"
    for message, place in wanted.items():
        if message not in english:
            yield f"{place}: {message!r} has no English in locale/en/LC_MESSAGES"
