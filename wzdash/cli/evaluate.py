"""`evaluate`: an interrupted time series of anybody's file, with a verdict."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from wzdash.cli.terminal import echo, echo_json, err, out
from wzdash.errors import AnalysisError, ImportRefused
from wzdash.labels import LANGUAGES, N_, _, language, number

if TYPE_CHECKING:
    from wzdash.analysis.evaluation import Evaluation
    from wzdash.analysis.segmented import Model
    from wzdash.analysis.series import CountSeries


def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE", help=N_("CSV 或 XLSX 文件,每期一行"))],
    *,
    date: Annotated[str, typer.Option(metavar="COL", help=N_("日期列"))],
    count: Annotated[str, typer.Option(metavar="COL", help=N_("计数列"))],
    start: Annotated[str, typer.Option(metavar="DATE", help=N_("措施起始日"))],
    offset: Annotated[
        str | None, typer.Option(metavar="COL", help=N_("暴露量列(天数、户数),程序取对数"))
    ] = None,
    population: Annotated[str | None, typer.Option(metavar="COL", help=N_("人口列,程序取对数"))] = None,
    family: Annotated[
        str | None,
        typer.Option(metavar="poisson|quasipoisson|negbin", help=N_("分布族;不给则由程序选定整个模型")),
    ] = None,
    harmonics: Annotated[int | None, typer.Option(metavar="K", help=N_("季节谐波的对数"))] = None,
    slope: Annotated[bool, typer.Option("--slope", help=N_("同时估计斜率变化"))] = False,
    control_count: Annotated[str | None, typer.Option(metavar="COL", help=N_("对照计数列"))] = None,
    group: Annotated[str | None, typer.Option(metavar="COL", help=N_("分组列:每组各评一次"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=N_("以 JSON 输出"))] = False,
) -> None:
    """Prints estimates, placebo test and verdict of one series, or of each group's."""
    from wzdash.analysis.evaluation import evaluate_series
    from wzdash.analysis.table import Columns, read_table, table_series

    if offset and population:
        raise ImportRefused(_("--offset 与 --population 只能给一个"))
    columns = Columns(date, count, offset or population, control_count, group)
    series = table_series(read_table(_content(file), file.name), columns, start, name=file.name)
    with err.status(_("正在评估")):
        answers = _answers(series, lambda one: evaluate_series(one, _model(one, family, harmonics, slope)))
    if as_json:
        echo_json(answers.get("", {"groups": answers}))
        return
    for name, answer in answers.items():
        if "step_rr" in answer:
            out.print(_table(name, answer))
        echo(answer["sentence"][language()])


def _answers(
    series: dict[str, CountSeries], judge: Callable[[CountSeries], Evaluation]
) -> dict[str, dict[str, Any]]:
    """Plain values by group; a group that cannot be estimated says why, a single series raises."""
    from wzdash.analysis.evaluation import area_placebos

    found: dict[str, Evaluation] = {}
    failed: dict[str, str] = {}
    for name, one in series.items():
        try:
            found[name] = judge(one)
        except AnalysisError as error:
            if "" in series:
                raise
            failed[name] = f"{name}: {error}"
    answers: dict[str, dict[str, Any]] = {name: one.summary() for name, one in found.items()}
    for name, placebo in (area_placebos(found) if len(found) > 1 else {}).items():
        answers[name] |= {"area_placebo_p": placebo.p_value, "area_smallest_p": placebo.smallest_p}
    for name, text in failed.items():
        answers[name] = {"verdict": "not_enough", "sentence": dict.fromkeys(LANGUAGES, text)}
    return {name: answers[name] for name in series}


def _content(file: Path) -> bytes:
    if not file.is_file():
        raise ImportRefused(_("{file}:没有这个文件").format(file=file))
    return file.read_bytes()


def _model(series: CountSeries, family: str | None, harmonics: int | None, slope: bool) -> Model:
    """The model asked for; without --family the one that the length of the series can carry."""
    from dataclasses import replace

    from wzdash.analysis.segmented import Model, default_model

    if family is not None:
        return Model(family, harmonics or 0, slope=slope)
    model = default_model(series, slope=slope)
    return model if harmonics is None else replace(model, harmonics=harmonics)


def _table(name: str, answer: dict[str, Any]) -> Any:
    from rich.table import Table

    table = Table(title=name or None, show_header=False, box=None)
    for label, text in (
        (_("起点变化(比值)"), _ratio(answer["step_rr"], answer["step_ci"])),
        (_("斜率变化(每期比值)"), _ratio(answer["slope_rr"], answer["slope_ci"])),
        (_("离散度"), number(answer["dispersion"], 3)),
        (_("此前 / 此后期数"), f"{answer['n_before']} / {answer['n_after']}"),
        (_("此前 / 此后件数"), f"{number(answer['count_before'])} / {number(answer['count_after'])}"),
        (_("避免的件数"), _interval(answer["averted"], answer["averted_ci"], 0)),
        (_("安慰剂 p(最小可达)"), _placebo(answer["placebo_p"], answer["smallest_p"])),
        (
            _("各镇街安慰剂 p(最小可达)"),
            _placebo(answer.get("area_placebo_p"), answer.get("area_smallest_p")),
        ),
    ):
        if text:
            table.add_row(label, text)
    return table


def _interval(value: float | None, limits: list[float] | None, decimals: int) -> str:
    if value is None or limits is None:
        return ""
    low, high = (number(limit, decimals) for limit in limits)
    return f"{number(value, decimals)} (95 % {low} … {high})"


def _ratio(value: float | None, limits: list[float] | None) -> str:
    return _interval(value, limits, 4)


def _placebo(p_value: float | None, smallest: float | None) -> str:
    return "" if p_value is None or smallest is None else f"{p_value:.3f} ({smallest:.3f})"
