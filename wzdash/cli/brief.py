"""`brief`: the briefing of a period as files, for a scheduler."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from wzdash.cli.metric import asked_scope
from wzdash.cli.terminal import echo, err
from wzdash.labels import N_, _
from wzdash.settings import load_settings
from wzdash.store.engine import open_store


def brief(
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help=N_("写入的文件夹;没有则新建"))],
    start: Annotated[str | None, typer.Option("--from", metavar="D", help=N_("开始日期,含当日"))] = None,
    end: Annotated[str | None, typer.Option("--to", metavar="D", help=N_("结束日期,含当日"))] = None,
    town: Annotated[
        list[str] | None, typer.Option("--town", metavar="T", help=N_("镇街的代码或名称,可重复"))
    ] = None,
    formats: Annotated[
        str, typer.Option("--formats", help=N_("格式,逗号分隔:pptx,docx,pdf,xlsx,html"))
    ] = "pptx,docx,pdf,xlsx,html",
    sections: Annotated[
        str | None,
        typer.Option("--sections", help=N_("部分,逗号分隔:ground,sky,line,moved,reconciliation;默认全部")),
    ] = None,
) -> None:
    """Writes one file per format, all of them or none, and prints their paths."""
    from wzdash.briefing.ledger import remember
    from wzdash.briefing.material import Material
    from wzdash.briefing.sections import SECTIONS, checked, compose
    from wzdash.export.formats import checked as checked_formats
    from wzdash.export.formats import save, warm

    wanted = checked_formats(formats.split(","))
    keys = checked(sections.split(",") if sections else list(SECTIONS))
    warm(wanted)
    store = open_store(load_settings())
    scope = replace(asked_scope(store, {"from": start, "to": end}, town or []), comparison="last_year")
    material = Material(store, scope)
    with err.status(_("正在编写简报")) as status:
        tell = status.update
        code = remember(material, extra={"sections": ",".join(keys)})
        made_at = datetime.now().astimezone()
        document = compose(material, keys, code=code, made_at=made_at, tell=tell)
        for path in save(document, wanted, out, tell):
            echo(str(path))
