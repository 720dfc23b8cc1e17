"""`grid`: a regular grid over the areas that have no cells."""

from __future__ import annotations

from typing import Annotated

import typer

from wzdash.cli.importing import watched
from wzdash.cli.terminal import echo
from wzdash.labels import N_, _, number
from wzdash.settings import load_settings
from wzdash.store.load.grid import lay_grid


def grid(
    cell: Annotated[float, typer.Option(help=N_("格子的边长,米"))] = 500.0,
) -> None:
    """Lays the cells and says how many."""
    with watched() as tell:
        report = lay_grid(load_settings(), cell, tell)
    echo(_("已划分 {n} 个网格,边长 {cell:g} 米").format(n=number(report.accepted), cell=cell))
    for warning in report.warnings:
        echo(_("注意:{text}").format(text=warning))
