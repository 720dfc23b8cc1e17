"""A document in the formats asked for: as bytes, or all of them in a folder, whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from wzdash.errors import ExportError
from wzdash.export import glyphs
from wzdash.export.browser import BROWSER, available
from wzdash.export.document import Document
from wzdash.export.drawn import Pictures
from wzdash.labels import N_, _

# format: (module of wzdash.export with its writer, media type, name)
_OFFICE = "application/vnd.openxmlformats-officedocument"
FORMATS = {
    "pptx": ("slides", f"{_OFFICE}.presentationml.presentation", N_("幻灯片 PPTX")),
    "docx": ("word", f"{_OFFICE}.wordprocessingml.document", N_("文档 DOCX")),
    "pdf": ("paper", "application/pdf", N_("打印 PDF")),
    "xlsx": ("workbook", f"{_OFFICE}.spreadsheetml.sheet", N_("表格 XLSX")),
    "html": ("web", "text/html", N_("网页 HTML")),
}
Tell = Callable[[str], None]


def silent(step: str) -> None:
    """Tells nobody what is being done."""


def checked(names: Sequence[str]) -> list[str]:
    """The formats, each once. Raises ExportError naming one that is not known and those that are."""
    wanted = list(dict.fromkeys(name.strip().lower() for name in names if name.strip()))
    unknown = [name for name in wanted if name not in FORMATS]
    if unknown or not wanted:
        raise ExportError(
            _("格式 {name!r} 不可用;可用:{allowed}").format(
                name=unknown[0] if unknown else "", allowed=", ".join(FORMATS)
            )
        )
    return wanted


def render(document: Document, form: str, pictures: Pictures | None = None) -> bytes:
    """The document as a file of one format.

    Raises ExportError: a format that is not known, a character that no font has, no Chromium.
    """
    (name,) = checked([form])
    glyphs.check(document.texts())
    written: bytes = import_module(f"wzdash.export.{FORMATS[name][0]}").write(
        document, pictures or Pictures(document)
    )
    return written


def warm(names: Sequence[str]) -> None:
    """Starts what draws pictures in the background, where one of the formats has any."""
    if set(names) - {"xlsx"} and available():
        BROWSER.warm()


def save(document: Document, names: Sequence[str], folder: Path, tell: Tell = silent) -> list[Path]:
    """Paths of the files written into `folder`, one per format; when one fails or is cancelled, none.

    `tell` is called with what is being done. Files of the same name are replaced. Raises ExportError.
    """
    wanted, folder = checked(names), folder.expanduser().absolute()
    parent = next(path for path in (folder.parent, *folder.parents) if path.exists())
    try:
        draft = Path(tempfile.mkdtemp(prefix=".brief-", dir=parent))
    except OSError as error:
        raise ExportError(_("不能写入 {folder}:{reason}").format(folder=folder, reason=error)) from None
    try:
        pictures = Pictures(document, tell)
        for name in wanted:
            tell(name.upper())
            data = render(document, name, pictures)
            (draft / document.stamp.file_name(name)).write_bytes(data)
        return _publish(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _publish(draft: Path, folder: Path) -> list[Path]:
    """The finished files in their folder; a new folder appears with all of them at once."""
    names = sorted(path.name for path in draft.iterdir())
    try:
        draft.chmod(0o777 & ~_umask())
        if folder.exists():
            for name in names:
                os.replace(draft / name, folder / name)
        else:
            folder.parent.mkdir(parents=True, exist_ok=True)
            draft.rename(folder)
    except OSError as error:
        raise ExportError(_("不能写入 {folder}:{reason}").format(folder=folder, reason=error)) from None
    return [folder / name for name in names]


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
