"""The text of a PDF as people type it, so that it can be searched and copied.

Chromium writes down, for each shape of a font, the first character that has it. In Chinese fonts that is
often a radical of the blocks U+2E80 and U+2F00 ("⽊" U+2F4A), which no search for the word finds. Only the
tables that say what a shape means (ToUnicode) are changed; the pages look the same.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

# Radicals without a compatibility decomposition, and the ideographs of the same shape in our CJK font: hex
ALIKE = (
    "2E82:4E5B 2E83:4E5A 2E85:4EBB 2E89:5202 2E8F:5C23 2E90:5C22 2E92:5DF3 2E93:5E7A 2E94:5F51 "
    "2E95:5F50 2E96:5FC4 2E98:624C 2E99:6535 2E9B:65E1 2E9E:6B7A 2EA0:6C11 2EA1:6C35 2EA3:706C "
    "2EA4:722B 2EA6:4E2C 2EA8:72AD 2EAD:793B 2EAF:7CF9 2EB0:7E9F 2EB1:7F53 2EB9:8002 2EBA:8080 "
    "2EBE:8279 2EC2:8864 2EC5:89C1 2EC6:89D2 2EC8:8BA0 2EC9:8D1D 2ECB:8F66 2ECC:8FB6 2ED0:9485 "
    "2ED1:9577 2ED2:9578 2ED3:957F 2ED4:95E8 2ED6:961D 2ED8:9752 2ED9:97E6 2EDA:9875 2EDB:98CE "
    "2EDC:98DE 2EDD:98DF 2EDF:98E0 2EE0:9963 2EE2:9A6C 2EE3:9AA8 2EE4:9B3C 2EE5:9C7C 2EE6:9E1F "
    "2EE7:5364 2EE8:9EA6 2EE9:9EC4 2EEA:9EFE 2EEB:6589 2EEC:9F50 2EEE:9F7F 2EEF:7ADC 2EF0:9F99 "
    "2EF1:9F9C 2EF2:4E80 2F3E:6237 "
)
RADICALS = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
_MEANS = {chr(int(a, 16)): chr(int(b, 16)) for a, b in (pair.split(":") for pair in ALIKE.split())}
_CHAR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>(?=\s*\n)")
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]{4})>")


def plain(text: str) -> str:
    """The text with every radical as the ideograph of the same shape."""
    return RADICALS.sub(lambda found: _MEANS.get(found[0]) or unicodedata.normalize("NFKC", found[0]), text)


def mend(pdf: bytes) -> bytes:
    """The PDF with the meaning of its shapes put right."""
    from pypdf import PdfWriter

    writer = PdfWriter(clone_from=io.BytesIO(pdf))
    for font in _fonts(writer):
        table = font["/ToUnicode"].get_object()
        table.set_data(_mended(table.get_data()))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _fonts(writer: Any) -> Iterator[Any]:
    """Every font of the file that says what its shapes mean, each once."""
    seen: set[int] = set()
    for page in writer.pages:
        for reference in page["/Resources"].get("/Font", {}).values():
            font = reference.get_object()
            if id(font) not in seen and "/ToUnicode" in font:
                seen.add(id(font))
                yield font


def _mended(table: bytes) -> bytes:
    """A ToUnicode table with ideographs instead of radicals."""
    ranges = re.compile(rb"beginbfrange.*?endbfrange", re.DOTALL)
    chars = re.compile(rb"beginbfchar.*?endbfchar", re.DOTALL)
    table = chars.sub(lambda part: _CHAR.sub(_one, part[0]), table)
    return ranges.sub(lambda part: _RANGE.sub(_several, part[0]), table)


def _one(entry: re.Match[bytes]) -> bytes:
    text = bytes.fromhex(entry[2].decode()).decode("utf-16-be")
    return b"<%s> <%s>" % (entry[1], _hex(plain(text)))


def _several(entry: re.Match[bytes]) -> bytes:
    """A range of shapes: listed one by one where a radical is among them."""
    size = int(entry[2], 16) - int(entry[1], 16) + 1
    texts = [chr(int(entry[3], 16) + i) for i in range(size)]
    if not any(RADICALS.match(text) for text in texts):
        return entry[0]
    return b"<%s> <%s> [%s]" % (entry[1], entry[2], b" ".join(b"<%s>" % _hex(plain(text)) for text in texts))


def _hex(text: str) -> bytes:
    return text.encode("utf-16-be").hex().upper().encode()
