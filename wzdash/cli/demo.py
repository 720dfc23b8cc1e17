"""`demo`: builds the simulated district and publishes it in place of the current store."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from wzdash.cli.terminal import echo, err, out
from wzdash.demo.build import build, store_facts
from wzdash.demo.truth import DEFAULT_SEED
from wzdash.errors import StoreMissing
from wzdash.labels import N_, _, number
from wzdash.settings import Settings, load_settings
from wzdash.store import schema
from wzdash.store.engine import open_store
from wzdash.store.publish import publishing

BUILT = 0.55  # share of the time before rollups and checks begin


def demo(
    seed: Annotated[
        int, typer.Option(min=0, max=2**32 - 1, help=N_("随机种子;同一种子得到同样的数据"))
    ] = DEFAULT_SEED,
    scale: Annotated[float, typer.Option(help=N_("事件数量的比例,0.001–1;已公布数字仅在 1 时可复算"))] = 1.0,
    if_missing: Annotated[bool, typer.Option("--if-missing", help=N_("已有数据时什么也不做"))] = False,
) -> None:
    """Replaces the store by the simulated district; with --if-missing only where there is none."""
    settings = load_settings()
    if if_missing and _has_store(settings):
        return
    with _bar() as tell, publishing(settings, fresh=True) as change:
        build(change.connection, seed, scale, lambda part, share: tell(_(part), share * BUILT))
        change.set_info(**store_facts(seed))
        change.touch(*(table.name for table in (*schema.DIMENSIONS, *schema.FACTS, *schema.PROVENANCE)))
        tell(_("汇总与检查"), BUILT)
    where = _("数据库服务器") if settings.is_postgres else str(settings.store_dir)
    orders = _orders(settings)
    echo(_("演示数据已建成:{orders} 件工单,位于 {where}").format(orders=number(orders), where=where), to=out)


def _has_store(settings: Settings) -> bool:
    try:
        return bool(open_store(settings).version)
    except StoreMissing:
        return False


def _orders(settings: Settings) -> int:
    from sqlalchemy import func, select

    frame = open_store(settings).read(select(func.count().label("n")).select_from(schema.work_order))
    return int(frame["n"].iloc[0])


@contextmanager
def _bar() -> Iterator[Callable[[str, float], None]]:
    """A function that shows the running part and the share of the whole work done."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"))
    with Progress(*columns, TimeElapsedColumn(), console=err) as progress:
        task = progress.add_task(_("准备"), total=1.0)

        def tell(part: str, share: float) -> None:
            progress.update(task, description=part, completed=share)

        yield tell
        progress.update(task, description=_("完成"), completed=1.0)
