"""A document as one HTML file that needs nothing else: no script, no font, no picture from outside.

The same file is what paper.py prints: its style sheet has the rules for A4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import zip_longest

from wzdash.charts import theme
from wzdash.export.document import Cards, Document, Figure, Heading, Part, Table, Text, numbered
from wzdash.export.drawn import Pictures
from wzdash.labels import _, language

LANGUAGES = {"zh": "zh-CN", "en": "en"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"  # what the file may load: nothing
_COLOURS = theme.LIGHT
STYLE = f"""
@page {{ size: A4; margin: 18mm 17mm 20mm; }}
:root {{ --net: {_COLOURS.grey}; }}
* {{ box-sizing: border-box; }}
body {{ font: 15px/1.65 {theme.FONT}; color: {_COLOURS.ink}; background: {_COLOURS.paper};
  max-width: 800px; margin: 0 auto; padding: 24px 20px; font-variant-numeric: tabular-nums; }}
h1 {{ font-size: 28px; margin: 0; line-height: 1.3; }}
h2 {{ font-size: 21px; margin: 40px 0 8px; padding-bottom: 4px; border-bottom: 3px solid var(--net); }}
h3 {{ font-size: 17px; margin: 26px 0 6px; }}
h2, h3 {{ break-after: avoid; }}
.mark {{ font-size: 13px; color: {_COLOURS.paper}; background: {_COLOURS.accent}; padding: 3px 8px;
  margin-left: 12px; vertical-align: middle; }}
.below {{ color: {_COLOURS.muted}; font-size: 16px; margin: 4px 0 16px; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 0 14px; font-size: 13px; margin: 0; }}
dt, footer, .note, figcaption, small {{ color: {_COLOURS.muted}; }}
dd {{ margin: 0; }}
nav {{ margin: 22px 0 0; }}
nav p {{ font-weight: bold; margin: 0; }}
nav ol {{ list-style: none; padding: 0; margin: 4px 0; }}
nav a {{ color: inherit; text-decoration: none; display: flex; justify-content: space-between; }}
nav i {{ font-style: normal; }}
nav .l2 {{ padding-left: 24px; }}
p {{ margin: 6px 0; }}
ul {{ margin: 6px 0; padding-left: 22px; }}
.note, figcaption, footer {{ font-size: 12.5px; }}
.cards {{ display: flex; flex-wrap: wrap; gap: 12px; margin: 12px 0; break-inside: avoid; }}
.card {{ flex: 1 1 150px; border-left: 4px solid var(--net); padding: 2px 0 2px 10px; break-inside: avoid; }}
.card span, .card small {{ display: block; font-size: 13px; line-height: 1.45; }}
.card small {{ font-size: 11.5px; }}
.card b {{ font-size: 22px; line-height: 1.3; white-space: nowrap; }}
figure {{ margin: 16px 0; break-inside: avoid; }}
figure svg {{ width: 100%; height: auto; display: block; }}
table {{ border-collapse: collapse; width: 100%; font-size: 12.5px; line-height: 1.45; margin: 16px 0 6px;
  table-layout: fixed; overflow-wrap: anywhere; }}
caption {{ text-align: left; font-weight: bold; padding: 4px 0; }}
th, td {{ text-align: left; vertical-align: top; padding: 4px 6px;
  border-bottom: 1px solid {_COLOURS.grid}; }}
th {{ border-bottom: 2px solid {_COLOURS.grey}; }}
.num {{ text-align: right; white-space: nowrap; }}
tr {{ break-inside: avoid; }}
thead {{ display: table-header-group; }}
@media screen and (max-width: 640px) {{
  .rows {{ overflow-x: auto; }}
  .rows table {{ min-width: 600px; }}
}}
footer {{ margin-top: 40px; border-top: 1px solid {_COLOURS.grid}; padding-top: 8px; }}
@media print {{
  body {{ max-width: none; padding: 0; font-size: 10.5pt; }}
  main > h2:first-child {{ break-before: page; }}
  footer {{ display: none; }}
}}
"""
_ID = re.compile(r'(\bid="|url\(["\']?#|href="#|url\(&quot;#)')


def write(document: Document, pictures: Pictures) -> bytes:
    """The document as HTML in UTF-8. Raises ExportError when a picture cannot be drawn."""
    return page(document, pictures).encode()


def page(document: Document, pictures: Pictures, pages: Sequence[int] = ()) -> str:
    """The document as HTML text; `pages`: the page of each heading, for a printed table of contents."""
    stamp = document.stamp
    mark = f'<span class="mark">{escape(_("演示数据"))}</span>' if stamp.simulated else ""
    pairs = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in stamp.pairs().items())
    parts = enumerate(numbered(document))
    body = "\n".join(_part(part, number, f"h{place}", pictures) for place, (part, number) in parts)
    return f"""<!DOCTYPE html>
<html lang="{LANGUAGES[language()]}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="{POLICY}">
<title>{escape(document.title)}</title>
<style>{STYLE}</style>
</head>
<body>
<header><h1>{escape(document.title)}{mark}</h1>
<p class="below">{escape(document.subtitle)}</p><dl>{pairs}</dl></header>
<nav><p>{escape(_("目录"))}</p><ol>{"".join(_contents(document, pages))}</ol></nav>
<main>
{body}
</main>
<footer>{escape(stamp.line())}</footer>
</body>
</html>
"""


def _contents(document: Document, pages: Sequence[int]) -> Iterator[str]:
    """One entry per heading, linked, with its page where it is known."""
    headings = [(place, part) for place, part in enumerate(document.parts) if isinstance(part, Heading)]
    for (place, part), page in zip_longest(headings, pages[: len(headings)]):
        number = f"<i>{page}</i>" if page else ""
        yield f'<li class="l{part.level}"><a href="#h{place}">{escape(part.text)}{number}</a></li>'


def _part(part: Part, number: int, anchor: str, pictures: Pictures) -> str:
    if isinstance(part, Heading):
        level = part.level + 1
        return f'<h{level} id="{anchor}" style="--net:{_hue(part.net)}">{escape(part.text)}</h{level}>'
    if isinstance(part, Text):
        return _text(part)
    if isinstance(part, Cards):
        return _cards(part)
    if isinstance(part, Figure):
        return _figure(part, number, pictures)
    return _table(part, number)


def _hue(net: str) -> str:
    return theme.LIGHT.nets.get(net, theme.LIGHT.grey)


def _text(part: Text) -> str:
    if part.style == "bullets":
        return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in part.lines) + "</ul>"
    kind = ' class="note"' if part.style == "note" else ""
    return "".join(f"<p{kind}>{escape(line)}</p>" for line in part.lines)


def _cards(row: Cards) -> str:
    shown = "".join(
        f'<div class="card" style="--net:{_hue(card.net)}"><span>{escape(card.label)}</span>'
        f"<b>{escape(card.value)}</b><span>{escape(card.change)}</span><small>{escape(card.note)}</small></div>"
        for card in row.cards
    )
    return f'<div class="cards">{shown}</div>'


def _figure(figure: Figure, number: int, pictures: Pictures) -> str:
    drawn = _alone(pictures.svg(figure), f"f{number}-")
    label = f'role="img" aria-label="{escape(figure.title)}"'
    return (
        f"<figure>{drawn.replace('<svg', f'<svg {label}', 1)}"
        f"<figcaption><b>{escape(_('图'))} {number}  {escape(figure.title)}</b>"
        f"<br>{escape(figure.below)}</figcaption></figure>"
    )


def _alone(svg: str, prefix: str) -> str:
    """The picture with names of its own, so that no other on the page can take them, and of any width."""
    svg = re.sub(r"^<\?xml[^>]*>", "", svg).strip()
    svg = _ID.sub(lambda found: found.group(0) + prefix, svg)
    size = re.search(r'<svg[^>]*?\bwidth="([\d.]+)"[^>]*?\bheight="([\d.]+)"', svg)
    if size and "viewBox" not in svg[: svg.index(">")]:
        svg = svg.replace("<svg", f'<svg viewBox="0 0 {size[1]} {size[2]}"', 1)
    return svg


def _table(table: Table, number: int) -> str:
    sides = ["num" if column in table.kinds else "" for column in table.columns]
    columns = "".join(f'<col style="width:{share:.1%}">' for share in table.shares)
    head = "".join(
        f'<th class="{side}">{escape(label)}</th>'
        for side, label in zip(sides, table.columns.values(), strict=True)
    )
    rows = "".join(
        "<tr>"
        + "".join(f'<td class="{s}">{escape(text)}</td>' for s, text in zip(sides, row, strict=True))
        + "</tr>"
        for row in table.cells()
    )
    foot = f'<p class="note">{escape(table.foot)}</p>' if table.foot else ""
    return (
        f'<div class="rows" role="region" tabindex="0" aria-label="{escape(table.title)}"><table>'
        f"<caption>{escape(_('表'))} {number}  {escape(table.title)}</caption>"
        f"<colgroup>{columns}</colgroup><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>{foot}"
    )
