"""Which column of a file is which of ours: by the mapping first, then by the headers that are recognised."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.store.load.fields import Field, Kind
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.personal import header_is_personal, looks_like_a_name, redacted

TYPED = frozenset({"date", "datetime", "integer", "number", "boolean", "code"})
SHOWN_HEADERS = 40


@dataclass
class Columns:
    """Where our columns are in a file: {ours: position}; what is left out, and what there is to say."""

    headers: tuple[str, ...]
    position: dict[str, int]
    dropped: frozenset[int]
    notes: list[str] = field(default_factory=list)
    explicit: frozenset[str] = frozenset()

    def header(self, name: str) -> str:
        """The header a user knows for one of our columns; our own name for a constant."""
        return self.headers[self.position[name]] if name in self.position else name

    @property
    def kept(self) -> list[int]:
        """Positions of the columns that the mapping does not drop."""
        return [at for at in range(len(self.headers)) if at not in self.dropped]

    @property
    def unread(self) -> dict[str, str]:
        """{name in a relation: header} of the columns that are neither read nor dropped."""
        read = set(self.position.values())
        return {f"c{at}": self.headers[at] or f"#{at + 1}" for at in self.kept if at not in read}

    def judged_headers(self, kind: Kind) -> list[str]:
        """Headers judged by their words: not those the mapping itself gave a date, a number or a code."""
        trusted = {self.position[name] for name in self.explicit if kind.field(name).type in TYPED}
        own = {at for name, at in self.position.items() if self.headers[at].lower() in _own(kind.field(name))}
        return [self.headers[at] for at in self.kept if at not in trusted | own]


def _own(one: Field) -> set[str]:
    return {one.name, *(alias.lower() for alias in one.aliases)}


def normal(header: str) -> str:
    """A header for comparison: one width, lower case, without spaces, underscores and hyphens."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", header).lower())


def _forms(header: str) -> tuple[str, str]:
    whole = normal(header)
    return whole, re.sub(r"[(\[].*?[)\]]", "", whole)


def match_columns(path: Path, headers: tuple[str, ...], kind: Kind, mapping: Mapping) -> Columns:
    """Where our columns are. Raises ImportRefused naming the required ones that are not there."""
    dropped = _dropped(headers, mapping)
    found = Columns(headers, _named(path, headers, mapping), dropped, explicit=frozenset(mapping.columns))
    missing = [header for header in mapping.drop if header not in headers]
    if missing:
        found.notes.append(_("映射中要丢弃的列不在文件里:{names}").format(names=", ".join(missing)))
    if hidden := [name for name, at in found.position.items() if at in dropped]:
        raise ImportRefused(
            _("{file}:列同时出现在 columns 和 drop 中:{names}").format(
                file=mapping.name, names=", ".join(hidden)
            )
        )
    for one in kind.fields:
        if one.name not in found.position and one.name not in mapping.constants:
            _recognise(found, one)
    _check_required(path, found, kind, mapping)
    return found


def _dropped(headers: tuple[str, ...], mapping: Mapping) -> frozenset[int]:
    return frozenset(at for at, header in enumerate(headers) if header in mapping.drop)


def _named(path: Path, headers: tuple[str, ...], mapping: Mapping) -> dict[str, int]:
    absent = [header for header in mapping.columns.values() if header not in headers]
    if absent:
        raise ImportRefused(
            _("{file}:没有映射 {mapping} 所写的列:{absent};文件有:{headers}").format(
                file=path.name,
                mapping=mapping.name,
                absent=", ".join(absent),
                headers=_shown(headers),
            )
        )
    return {name: headers.index(header) for name, header in mapping.columns.items()}


def _recognise(found: Columns, one: Field) -> None:
    """The first header that is an alias of the field; others that mean the same are told, not read."""
    taken = {*found.position.values(), *found.dropped}
    forms = {at: _forms(header) for at, header in enumerate(found.headers) if header and at not in taken}
    matches: list[int] = []
    for alias in (one.name, *one.aliases):
        matches += [at for at, form in forms.items() if normal(alias) in form and at not in matches]
    if not matches:
        return
    found.position[one.name] = matches[0]
    if len(matches) > 1:
        found.notes.append(
            _("多列都像“{name}”,只读取 {used};未读取 {rest}").format(
                name=one.header,
                used=found.headers[matches[0]],
                rest=", ".join(found.headers[at] for at in matches[1:]),
            )
        )


def _check_required(path: Path, found: Columns, kind: Kind, mapping: Mapping) -> None:
    have = {*found.position, *mapping.constants}
    missing = [one for one in kind.fields if one.required and one.name not in have]
    if missing:
        raise ImportRefused(
            _(
                "{file}:缺少必需的列:{missing}。第一行必须是列名;读到的是:{headers}。"
                "列名不同时用映射文件说明,样例:python -m wzdash template {kind}"
            ).format(
                file=path.name,
                missing=_("、").join(f"{one.header}({one.name})" for one in missing),
                headers=_shown(found.headers),
                kind=kind.name,
            )
        )


def _shown(headers: tuple[str, ...]) -> str:
    """The headers, without those that may be a row of data about a person."""
    hidden = (header_is_personal, looks_like_a_name)
    named = [header for header in headers if header and not any(test(header) for test in hidden)]
    safe = [redacted(header)[:SHOWN_HEADERS] for header in named]
    more = "…" if len(safe) > SHOWN_HEADERS else ""
    return ", ".join(safe[:SHOWN_HEADERS]) + more
