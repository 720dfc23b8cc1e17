"""Columns that look as if they held persons: by their header, or by what is in them.

Names, identity numbers, telephones, plates, e-mail addresses, and free text that contains them. Such a
column is refused until the mapping drops it; a dropped column is never read into the staging tables.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from statistics import median

import duckdb

from wzdash.errors import ImportRefused
from wzdash.labels import N_, _
from wzdash.store.load.sqltext import literal
from wzdash.store.load.words import (
    COLONS,
    DOTS,
    FAMILY_NAMES,
    HAN,
    PERSON_LABELS,
    PERSONAL_HEADER,
    PLACE_ENDINGS,
    PLATE_PROVINCES,
    TITLES,
)

_WORDS = re.compile(
    r"^name$|\b(first|last|full|family|given|middle) ?name\b|\bsurname\b|\b(tele)?phone\b|^tel$|\bmobile\b"
    r"|\be ?mail\b|\bpassport\b|\bnational id\b|\bid card\b|\bssn\b"
    r"|\blicen[cs]e plate\b|\bplate( no| number)?$"
    r"|\bdate of birth\b|^dob$|\bbirthday\b|\bhome address\b|\bsignature\b"
    r"|^(applicant|complainant|caller|victim|suspect|owner|contact|reporter|officer|mediator)s?( name| id)?$"
)
_MOBILE = r"(1(?:3\d|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8})"

PATTERNS: dict[str, str] = {
    "identity": r"(?:^|[^0-9a-fA-F])([1-9]\d{5}(?:19|20)\d{9}[\dXx])(?:[^0-9a-fA-F]|$)",
    "mobile": r"(?:^|[^0-9a-fA-F])" + _MOBILE + r"(?:[^0-9a-fA-F]|$)",  # not a part of a digest
    "landline": r"(?:^|[^0-9-])(0[1-9]\d{1,2}-\d{7,8}|\(?\d{3}\)?[-. ]\d{3}[-.]\d{4})(?:[^0-9-]|$)",
    "plate": f"([{PLATE_PROVINCES}][A-HJ-NP-Z]{DOTS}?[A-HJ-NP-Z0-9]{{5,6}})(?:[^A-Z0-9]|$)",
    "email": r"([A-Za-z0-9._%+-]+@[A-Za-z0-9-]+\.[A-Za-z]{2,})",
    "person": f"([{FAMILY_NAMES}][{HAN}]{{0,2}}(?:{TITLES})|(?:{PERSON_LABELS}){COLONS})",
}
ANY = "|".join(f"(?:{pattern})" for pattern in PATTERNS.values())
LABELS = {
    "header": N_("列名"),
    "identity": N_("身份证号码"),
    "mobile": N_("手机号码"),
    "landline": N_("电话号码"),
    "plate": N_("车牌号码"),
    "email": N_("电子邮箱"),
    "person": N_("姓名或称呼"),
    "names": N_("姓名"),
}
SAMPLE = 2_000
CLOSE = 1_000
LEAST_NAMES, NAME_SHARE = 5, 0.8
_FULL_NAME = f"[{FAMILY_NAMES}][{HAN}]{{1,2}}"
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def header_is_personal(header: str) -> bool:
    """True when a header names a person or a way to reach one."""
    words = re.sub(r"[\s_\-]+", " ", header).strip().lower()
    return bool(PERSONAL_HEADER.search(header) or _WORDS.search(words))


def is_identity_number(text: str) -> bool:
    """True for 18 digits with a possible birth date and the right check digit (GB 11643)."""
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text[:17], _WEIGHTS, strict=True))
    return born <= date.today() and "10X98765432"[total % 11] == text[17].upper()


def looks_like_a_name(text: str) -> bool:
    """True for two or three characters that start with a common family name and do not end like a place."""
    return bool(re.fullmatch(_FULL_NAME, text)) and text[-1] not in PLACE_ENDINGS


def redacted(text: str) -> str:
    """The text, or a note in its place where it looks personal."""
    return _("(已隐去)") if re.search(ANY, text) else text


def _starts_with_date(text: str) -> bool:
    return text[2:4] <= "12" and text[2:4] >= "01" and "01" <= text[4:6] <= "31"


def _is_numbering(found: list[str]) -> bool:
    """True when the numbers follow one another, as those of orders do and those of telephones do not."""
    numbers = sorted({int(text) for text in found})
    gaps = [later - earlier for earlier, later in pairwise(numbers)]
    return len(gaps) >= LEAST_NAMES and median(gaps) < CLOSE


def _confirmed(pattern: str, found: list[str]) -> bool:
    """Whether the samples are what they look like, not order numbers of the same length.

    Numbers such as 320506201903120123 pass the check digit one time in eleven, and 19031200001 has the shape
    of a mobile number; a column of real ones passes nearly always, does not start with a date, and its
    numbers do not follow one another.
    """
    if pattern == "identity":
        return sum(map(is_identity_number, found)) >= max(1, 0.3 * len(found))
    if pattern == "mobile":
        return not _is_numbering(found) and sum(map(_starts_with_date, found)) < 0.9 * len(found)
    return bool(found)


def _tests(name: str) -> list[str]:
    """SQL of what is counted on a column: filled, names, distinct short values, any that looks personal."""
    whole = f"regexp_full_match({name}, {literal(_FULL_NAME)})"
    place = f"regexp_matches({name}, {literal(f'[{PLACE_ENDINGS}]$')})"
    return [
        f"count({name})",
        f"count(*) FILTER (length({name}) < 4 AND {whole} AND NOT {place})",
        f"approx_count_distinct({name}) FILTER (length({name}) < 4)",
        f"bool_or(regexp_matches({name}, {literal(ANY)}))",
    ]


class Scan:
    """Evidence about the columns of one file, gathered relation by relation."""

    def __init__(self, headers: Iterable[str] = ()) -> None:
        """`headers`: those that are judged by their words."""
        self.samples: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self.filled: Counter[str] = Counter()
        self.names: Counter[str] = Counter()
        self.distinct: Counter[str] = Counter()
        self.by_header = [header for header in headers if header_is_personal(header)]

    def look(self, db: duckdb.DuckDBPyConnection, relation: str, columns: dict[str, str]) -> None:
        """Adds the evidence of some columns of one relation: {column: header in the file}."""
        if not columns:
            return
        tests = [test for name in columns for test in _tests(name)]
        row = db.execute(f"SELECT {', '.join(tests)} FROM {relation}").fetchall()[0]
        for at, (name, header) in enumerate(columns.items()):
            filled, names, distinct, suspect = row[4 * at : 4 * at + 4]
            self.filled[header] += filled
            self.names[header] += names
            self.distinct[header] = max(self.distinct[header], distinct)
            if suspect:
                self._sample(db, relation, name, header)

    def _sample(self, db: duckdb.DuckDBPyConnection, relation: str, name: str, header: str) -> None:
        for key, pattern in PATTERNS.items():
            known = self.samples[header][key]
            rows = db.execute(
                f"SELECT regexp_extract({name}, {literal(pattern)}, 1) FROM {relation} "
                f"WHERE regexp_matches({name}, {literal(pattern)}) LIMIT {SAMPLE}"
            ).fetchall()
            known += [text for (text,) in rows][: SAMPLE - len(known)]

    def findings(self) -> dict[str, str]:
        """{header: what it looks like} of every column that must not come in."""
        found = dict.fromkeys(self.by_header, LABELS["header"])
        for header, filled in self.filled.items():
            names = self.names[header] >= max(LEAST_NAMES, NAME_SHARE * filled)
            if names and self.distinct[header] >= LEAST_NAMES:
                found.setdefault(header, LABELS["names"])
            for pattern, samples in self.samples[header].items():
                if samples and _confirmed(pattern, samples):
                    found.setdefault(header, LABELS[pattern])
        return found

    def refuse(self, file: str) -> None:
        """Raises ImportRefused naming every column that looks personal, and how to let the rest in."""
        found = self.findings()
        if found:
            listed = _("、").join(f"{header}({_(label)})" for header, label in found.items())
            names = ", ".join(f'"{header}"' for header in found)
            raise ImportRefused(
                _(
                    "{file}:这些列像是个人信息,不能导入:{listed}。系统不保存任何个人信息。"
                    "要导入其余各列,请在映射文件中写:drop = [{names}]"
                ).format(file=file, listed=listed, names=names)
            )
