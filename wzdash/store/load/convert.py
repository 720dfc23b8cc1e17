"""SQL that turns the text of `raw` into dates, numbers and texts. What cannot be turned becomes NULL."""

from __future__ import annotations

import re

from wzdash.store.load.fields import Field
from wzdash.store.load.mapping import Mapping
from wzdash.store.load.sqltext import literal, texts
from wzdash.store.load.words import DATE_FORMATS, HOUR_MARK, ONLY_MONTH

EARLIEST, LATEST = 1900, 9999
OFFSET = r":\d{2}(\.\d+)?\s*(Z|[+-]\d{2}(:?\d{2})?)$"


def has_offset(raw: str) -> str:
    """Whether a text ends like a time with an offset from UTC; a quick test, OFFSET decides."""
    return (
        f"(contains({raw}, ':') AND (ends_with({raw}, 'Z') OR contains({raw}, '+') "
        f"OR substr({raw}, -6, 1) = '-' OR substr({raw}, -5, 1) = '-' OR substr({raw}, -3, 1) = '-'))"
    )


def is_day_only(raw: str) -> str:
    """Whether a text has a date but no time of day."""
    return f"NOT (contains({raw}, ':') OR contains({raw}, '{HOUR_MARK}') OR length({raw}) = 14)"


def moment(raw: str, formats: tuple[str, ...], zone: str, offsets: bool) -> str:
    """A TIMESTAMP in local time. `offsets`: some values name their offset and are brought to `zone`."""
    if formats:
        found = f"try_strptime({raw}, {texts(formats)})"
    else:
        found = f"coalesce(try_cast({raw} AS TIMESTAMP), try_strptime({raw}, {texts(DATE_FORMATS)}))"
    if offsets:
        local = f"timezone({literal(zone)}, try_cast({raw} AS TIMESTAMPTZ))"
        found = f"CASE WHEN regexp_matches({raw}, {literal(OFFSET)}) THEN {local} ELSE {found} END"
    digit = "TRUE" if formats else f"unicode({raw}) BETWEEN 48 AND 57"  # 'epoch' and 'infinity' are no dates
    return f"CASE WHEN {digit} THEN {found} END"


def in_range(moment: str) -> str:
    """The moment, NULL when its year cannot be meant."""
    return f"CASE WHEN year({moment}) BETWEEN {EARLIEST} AND {LATEST} THEN {moment} END"


def number(raw: str) -> str:
    """A finite DOUBLE; thousands may be separated by commas."""
    plain = f"CASE WHEN contains({raw}, ',') THEN replace({raw}, ',', '') ELSE {raw} END"
    value = f"try_cast({plain} AS DOUBLE)"
    return f"CASE WHEN isfinite({value}) THEN {value} END"


def degrees(name: str) -> str:
    """Longitude or latitude as a DOUBLE; a decimal comma is not one."""
    return f"try_cast(r_{name} AS DOUBLE)"


def whole(raw: str) -> str:
    """An INTEGER; 3.0 is one, 3.5 is not."""
    value = number(raw)
    return (
        f"CASE WHEN {value} = floor({value}) AND abs({value}) < 2147483647 THEN CAST({value} AS INTEGER) END"
    )


def converted(field: Field, mapping: Mapping, offsets: bool) -> str:
    """SQL for the value of a field that needs no list of the store."""
    raw = f"r_{field.name}"
    if field.type in ("date", "datetime"):
        value = in_range(moment(raw, mapping.formats.get(field.name, ()), mapping.timezone, offsets))
        return f"CAST({value} AS DATE)" if field.type == "date" else value
    if field.type == "integer":
        return whole(raw)
    if field.type == "number":
        return number(raw)
    return raw


def time_grain(raw: str, formats: tuple[str, ...]) -> str:
    """How exactly a text says when: month, day or minute."""
    if formats:
        cases = " ".join(
            f"WHEN try_strptime({raw}, {literal(form)}) IS NOT NULL THEN {literal(_detail(form))}"
            for form in formats
        )
        return f"CASE {cases} END"
    return (
        f"CASE WHEN regexp_matches({raw}, {literal(ONLY_MONTH)}) THEN 'month' "
        f"WHEN {is_day_only(raw)} THEN 'day' ELSE 'minute' END"
    )


def _detail(form: str) -> str:
    if re.search("%[-]?[HIXTc]", form):
        return "minute"
    return "day" if re.search("%[-]?[djxDF]", form) else "month"
