"""A mapping: what the columns, dates and codes of one source mean. A TOML file in data/mappings/.

kind = "work-orders"                  # optional: refuses the mapping for another kind
sheet = "工单"                         # XLSX: which sheet; else the first
delimiter = ";"                       # CSV: else found from the header
datum = "gcj02"                       # wgs84 gcj02 bd09 cgcs2000
timezone = "Asia/Shanghai"            # for times that carry an offset; others are local already
as_of = 2016-01-12T23:00:00           # data date; else now
categories = "add"                    # known (default) or add: unknown ones become new categories
departments = "add"
areas = "add"                         # unknown towns and villages become areas without a shape
drop = ["联系电话"]                    # personal columns: never read into the store
[columns]    ours = "header in the file"
[formats]    ours = "%d/%m/%Y"        # or a list; as in strptime
[values.ours]  "value in the file" = "our code or name"
[constants]  ours = "value for every row"
[key]        empty = "content"        # a row without a key gets one made from its content
             repeated = "number"      # rows with one key are kept and numbered
[district]   code, name_zh, name_en   # of a city that has no areas yet
"""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from wzdash.errors import ImportRefused
from wzdash.labels import _
from wzdash.settings import DATA
from wzdash.store.load.fields import Kind

FOLDER = DATA / "mappings"
LOCAL = "Asia/Shanghai"
DATUMS = ("wgs84", "gcj02", "bd09", "cgcs2000")
CHOICES: dict[str, tuple[str, ...]] = {
    "datum": DATUMS,
    "categories": ("known", "add"),
    "departments": ("known", "add"),
    "areas": ("known", "add"),
    "encoding": ("utf-8", "gb18030"),
    "key.empty": ("reject", "content"),
    "key.repeated": ("reject", "number"),
}
DISTRICT_KEYS = ("code", "name_zh", "name_en")


@dataclass(frozen=True)
class Mapping:
    """What one source's columns mean. An empty one relies on the headers that are recognised."""

    name: str = ""
    kind: str = ""
    note: str = ""
    sheet: str = ""
    delimiter: str = ""
    encoding: str = ""
    datum: str = ""
    timezone: str = LOCAL
    as_of: datetime | None = None
    categories: str = "known"
    departments: str = "known"
    areas: str = "known"
    drop: tuple[str, ...] = ()
    columns: dict[str, str] = field(default_factory=dict)
    formats: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)
    key: dict[str, str] = field(default_factory=dict)
    district: dict[str, str] = field(default_factory=dict)

    def digest_text(self) -> str:
        """The mapping as one text that changes when its meaning does; its name and note do not count."""
        meaning = {k: v for k, v in vars(self).items() if k not in ("name", "note")}
        return json.dumps(meaning, ensure_ascii=False, sort_keys=True, default=str)


KEYS = tuple(name for name in Mapping.__dataclass_fields__ if name != "name")


def find_mapping(name: str) -> Path:
    """Path of a mapping: a file, or the name of one in data/mappings. Raises ImportRefused with the names."""
    path = Path(name)
    known = sorted(p.stem for p in FOLDER.glob("*.toml"))
    if not path.is_file() and path.name == name and path.stem in known:
        path = FOLDER / f"{path.stem}.toml"
    if not path.is_file():
        raise ImportRefused(
            _("找不到映射文件 {name!r};可给出文件路径,或 data/mappings 中的:{known}").format(
                name=name, known=", ".join(known) or "—"
            )
        )
    return path


def load_mapping(path: Path, kind: Kind) -> Mapping:
    """The mapping in a TOML file, checked against the kind. Raises ImportRefused naming the wrong key."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ImportRefused(_("{file}:不是有效的 TOML:{why}").format(file=path.name, why=error)) from None
    return _Reader(path.name, kind).mapping(raw)


class _Reader:
    """Reads one TOML document; every complaint names file, key and what is allowed."""

    def __init__(self, file: str, kind: Kind) -> None:
        self.file, self.kind = file, kind

    def refuse(self, key: str, value: object, allowed: str) -> ImportRefused:
        return ImportRefused(
            _("{file}:{key} = {value!r} 不对;可用:{allowed}").format(
                file=self.file, key=key, value=value, allowed=allowed
            )
        )

    def mapping(self, raw: dict[str, Any]) -> Mapping:
        self.only(raw, KEYS, "")
        values: dict[str, Any] = {"name": self.file}
        for key, value in raw.items():
            values[key] = self.convert(key, value)
        mapping = Mapping(**values)
        if mapping.kind and mapping.kind != self.kind.name:
            raise self.refuse("kind", mapping.kind, self.kind.name)
        self.check_fields(mapping)
        return mapping

    def convert(self, key: str, value: Any) -> Any:
        if key in ("columns", "constants"):
            return self.texts(key, value)
        special = {
            "drop": self.drop,
            "as_of": self.moment,
            "timezone": self.zone,
            "formats": self.formats,
            "values": self.values,
            "key": self.key,
            "district": self.district,
        }
        return special[key](value) if key in special else self.choice(key, value)

    def only(self, found: Any, allowed: tuple[str, ...], where: str) -> None:
        for key in found:
            if key not in allowed:
                raise ImportRefused(
                    _("{file}:未知的键 {key!r};可用:{allowed}").format(
                        file=self.file, key=where + key, allowed=", ".join(allowed)
                    )
                )

    def choice(self, key: str, value: Any) -> str:
        allowed = CHOICES.get(key)
        if not isinstance(value, str) or (allowed and value not in allowed):
            raise self.refuse(key, value, ", ".join(allowed or (_("文字"),)))
        if key == "delimiter" and len(value) != 1:
            raise self.refuse(key, value, _("一个字符"))
        return value

    def texts(self, where: str, value: Any) -> dict[str, str]:
        if not isinstance(value, dict):
            raise self.refuse(where, value, "[" + where + "]")
        for key, item in value.items():
            if isinstance(item, dict | list):
                raise self.refuse(f"{where}.{key}", item, _("文字"))
        return {key: _text(item) for key, item in value.items()}

    def drop(self, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.refuse("drop", value, '["…", "…"]')
        return tuple(value)

    def moment(self, value: Any) -> datetime:
        if isinstance(value, date) and not isinstance(value, datetime):
            return datetime.combine(value, time.max).replace(microsecond=0)
        if not isinstance(value, datetime) or value.tzinfo is not None:
            raise self.refuse("as_of", value, "2020-12-31 / 2020-12-31T18:00:00")
        return value

    def zone(self, value: Any) -> str:
        try:
            ZoneInfo(str(value))
        except (ZoneInfoNotFoundError, ValueError):
            raise self.refuse("timezone", value, "Asia/Shanghai, America/New_York, …") from None
        return str(value)

    def formats(self, value: Any) -> dict[str, tuple[str, ...]]:
        if not isinstance(value, dict):
            raise self.refuse("formats", value, "[formats]")
        found = {}
        for key, item in value.items():
            items = (item,) if isinstance(item, str) else tuple(item)
            for text in items:
                if not isinstance(text, str) or "%" not in text:
                    raise self.refuse(f"formats.{key}", text, "%Y-%m-%d %H:%M:%S")
            found[key] = items
        return found

    def values(self, value: Any) -> dict[str, dict[str, str]]:
        if not isinstance(value, dict):
            raise self.refuse("values", value, "[values.source]")
        return {key: self.texts(f"values.{key}", item) for key, item in value.items()}

    def key(self, value: Any) -> dict[str, str]:
        found = self.texts("key", value)
        self.only(found, ("empty", "repeated"), "key.")
        return {name: self.choice(f"key.{name}", item) for name, item in found.items()}

    def district(self, value: Any) -> dict[str, str]:
        found = self.texts("district", value)
        self.only(found, DISTRICT_KEYS, "district.")
        for name in ("code", "name_zh"):
            if not found.get(name):
                raise self.refuse(f"district.{name}", found.get(name, ""), _("必填"))
        return found

    def check_fields(self, mapping: Mapping) -> None:
        """Every name on the left is a column of the kind, and dates alone have formats."""
        for where in ("columns", "formats", "values", "constants"):
            self.only(getattr(mapping, where), self.kind.names, f"{where}.")
        for name in mapping.formats:
            if self.kind.field(name).type not in ("date", "datetime"):
                dates = [f.name for f in self.kind.fields if f.type in ("date", "datetime")]
                raise self.refuse("formats", name, ", ".join(dates))


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
