"""`import`: a file of real data into the store, row by row accounted for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from wzdash.cli.terminal import echo, echo_json, err, out
from wzdash.errors import WzdashError
from wzdash.labels import N_, _, number
from wzdash.settings import load_settings
from wzdash.store.load.importing import run_import
from wzdash.store.load.job import make_job
from wzdash.store.load.report import RejectedRow, Report, reason_label

SHOWN = 20
REFUSED = 1


def import_(
    kind: Annotated[
        str, typer.Argument(metavar="KIND", help=N_("种类:areas、work-orders、incidents、disputes 等"))
    ],
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", help=N_("CSV、CSV.GZ、XLSX、Parquet;区域用 GeoJSON、Shapefile、GeoPackage")
        ),
    ],
    *,
    mapping: Annotated[str, typer.Option(help=N_("映射文件(TOML),或 data/mappings 中的名称"))] = "",
    datum: Annotated[str, typer.Option(help=N_("坐标系:wgs84、gcj02、bd09、cgcs2000"))] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help=N_("只检查,不写入"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=N_("结果输出为一个 JSON 文档"))] = False,
) -> None:
    """Imports a file; exit code 0 when it was taken (rejected rows are listed), 1 when it was refused."""
    try:
        job = make_job(kind, file, mapping, datum, dry_run=dry_run)
        with watched() as tell:
            report = run_import(load_settings(), job, tell)
    except WzdashError as error:
        if as_json:
            echo_json({"kind": kind, "file": file.name, "refused": True, "error": str(error)})
        else:
            echo(_("未导入:{message}").format(message=error), to=err)
        raise typer.Exit(REFUSED) from None
    if as_json:
        echo_json({**report.as_json(), "refused": False})
    else:
        _show(report)


@contextmanager
def watched() -> Iterator[Callable[[str, float | None], None]]:
    """A function that shows the running step and how far it is, where that is known."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task(_("准备"), total=None)

        def tell(step: str, share: float | None) -> None:
            total = None if share is None else 1.0
            progress.update(task, description=step, total=total, completed=share or 0.0)

        yield tell


def _show(report: Report) -> None:
    if report.unchanged:
        echo(
            _("{file} 已在批次 {batch} 中导入,内容没有变化,什么也没有改动。").format(
                file=report.file, batch=report.batch
            )
        )
        return
    counts = Table(box=None, show_header=False)
    counts.add_column()
    counts.add_column(justify="right")
    for label, value in (
        (_("读取行数"), report.rows_read),
        (_("接受"), report.accepted),
        (_("拒绝"), report.rejected),
        (_("替换旧行"), report.replaced),
        (_("未定位"), report.unlocated),
        (_("默认坐标"), report.fallback),
    ):
        counts.add_row(label, number(value))
    out.print(counts)
    for warning in report.warnings:
        echo(_("注意:{text}").format(text=warning))
    if report.rejected:
        _show_rejected(report)
    echo(_conclusion(report))


def _show_rejected(report: Report) -> None:
    reasons = Table(_("拒绝原因"), _("次数"), box=None)
    for code, count in report.reasons.items():
        reasons.add_row(reason_label(code), number(count))
    out.print(reasons)
    rows = Table(_("行"), _("列"), _("值"), _("原因"), _("说明"))
    for row in report.rejected_rows[:SHOWN]:
        rows.add_row(*_cells(row))
    out.print(rows)
    if report.rejected_rows_total > SHOWN:
        text = _("只显示前 {shown} 条,共 {total:,} 条;全部见数据页,或用 --json")
        echo(text.format(shown=SHOWN, total=report.rejected_rows_total))


def _cells(row: RejectedRow) -> tuple[str, ...]:
    from rich.markup import escape

    texts = (row.column or "", row.value or "", reason_label(row.reason), row.message)
    return (number(row.line), *(escape(text) for text in texts))


def _conclusion(report: Report) -> str:
    if report.dry_run:
        return _("试运行:没有写入任何数据。")
    text = _("批次 {batch}:接受 {accepted:,} 行,拒绝 {rejected:,} 行,用时 {seconds:.1f} 秒。")
    return text.format(
        batch=report.batch, accepted=report.accepted, rejected=report.rejected, seconds=report.seconds
    )
