"""The short codes of briefings and pictures: the page and scope of each, in a file beside the store.

A code is a digest of its view, so the same view has the same code and two processes never disagree. With it
is kept what the data said, so that whoever opens it later is told how they moved.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

from wzdash.briefing.material import Material
from wzdash.briefing.sections import NETS
from wzdash.errors import ExportError
from wzdash.export.stamp import ALPHABET, CODE_LENGTH, view_code
from wzdash.labels import _
from wzdash.metrics.catalogue import metric
from wzdash.scope import Scope
from wzdash.settings import Settings

FILE = "views.jsonl"
CARDS = tuple(name for net in NETS for name in net.cards)
LOOK_ALIKE = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


@dataclass(frozen=True, slots=True)
class Entry:
    """One code: its page and link parameters, the data's version and what the headline numbers were."""

    code: str
    page: str
    query: Mapping[str, str]
    version: str
    as_of: str
    values: Mapping[str, float | None]


def code_of(page: str, scope: Scope, extra: Mapping[str, str], version: str) -> str:
    """The code of a view, whether it was kept or not."""
    query = scope.to_query() | dict(extra)
    return view_code(f"{page}?{urlencode(sorted(query.items()))}#{version}")


def remember(
    material: Material,
    page: str = "briefing",
    extra: Mapping[str, str] | None = None,
    nets: Collection[str] = (),
) -> str:
    """The code of the view, kept in the ledger with the numbers of these nets (none: of all).

    Raises ExportError when it cannot be written.
    """
    store, query = material.store, material.scope.to_query() | dict(extra or {})
    code = code_of(page, material.scope, extra or {}, store.version)
    if _find(store.settings, code) is None:
        values = numbers(material, nets)
        _append(store.settings, Entry(code, page, query, store.version, store.info["as_of"], values))
    return code


def numbers(material: Material, nets: Collection[str] = ()) -> dict[str, float | None]:
    """{metric: value} of the headline numbers of nets (none: all); None for what is hidden or empty."""
    wanted = [net for net in NETS if not nets or net.key in nets]
    found = [one for net in wanted for one in material.headlines(*net.cards)]
    return {one.metric.name: None if one.value != one.value else one.value for one in found}


def recall(settings: Settings, text: str) -> Entry:
    """What a code stands for, as typed by a person. Raises ExportError: no code, or not in the ledger."""
    code = "".join(text.split()).upper().translate(LOOK_ALIKE).replace("-", "")
    if len(code) != CODE_LENGTH or set(code) - set(ALPHABET):
        raise ExportError(
            _("视图码 {code!r} 不对:应为 {n} 位字母和数字,印在简报每页的页脚。").format(
                code=text[:20], n=CODE_LENGTH
            )
        )
    entry = _find(settings, code)
    if entry is None:
        raise ExportError(
            _("视图码 {code} 不在本机的记录 {file} 中:请在生成简报的服务器上打开。").format(
                code=code, file=settings.store_dir / FILE
            )
        )
    return entry


def moves(entry: Entry, material: Material) -> list[str]:
    """How the headline numbers moved since the code was made, in words; empty when nothing moved."""
    now = numbers(material, [net.key for net in NETS if set(net.cards) & set(entry.values)])
    return [
        _("{label}:当时 {then},现在 {now}").format(
            label=_(metric(name).label), then=metric(name).text(then), now=metric(name).text(now.get(name))
        )
        for name, then in entry.values.items()
        if name in CARDS and then != now.get(name)
    ]


def _find(settings: Settings, code: str) -> Entry | None:
    path = settings.store_dir / FILE
    if not path.exists():
        return None
    for line in reversed(path.read_text("utf-8").splitlines()):
        if code in line:
            try:
                return Entry(**json.loads(line))
            except (ValueError, TypeError):  # a line that a full disk cut short stands for nothing
                continue
    return None


def _append(settings: Settings, entry: Entry) -> None:
    """Adds one line; short appends of several processes do not mix."""
    path: Path = settings.store_dir / FILE
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(entry), ensure_ascii=False) + "\n")
    except OSError as error:
        raise ExportError(_("不能写入 {folder}:{reason}").format(folder=path, reason=error)) from None
