"""`template`: an empty XLSX for one kind of import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wzdash.cli.terminal import echo
from wzdash.labels import N_, _
from wzdash.store.load.kinds import kind_of
from wzdash.store.load.template import write_template


def template(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=N_("种类:areas、work-orders、incidents、disputes 等"))
    ],
    out: Annotated[Path | None, typer.Option("--out", help=N_("写到哪个文件;默认 种类.xlsx"))] = None,
) -> None:
    """Writes the template and says where."""
    chosen = kind_of(kind)
    path = write_template(chosen, out or Path(f"{chosen.name}.xlsx"))
    echo(_("模板已写入 {path}").format(path=path))
