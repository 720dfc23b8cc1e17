"""`wdd`: the weighted displacement difference of four to eight counts."""

from __future__ import annotations

import re
from typing import Annotated, Any

import typer

from wzdash.cli.terminal import echo, echo_json
from wzdash.errors import ScopeError
from wzdash.labels import N_, _, signed

Pair = tuple[float, float]


def _pair(option: str, text: str | None) -> Pair | None:
    """Two numbers written `A,B` (or `A:B`)."""
    if text is None:
        return None
    parts = re.split(r"[,:]", text.strip())
    try:
        before, after = (float(part) for part in parts)
    except ValueError:
        raise ScopeError(
            _("{option} {value!r}:须为两个数,例如 207,110").format(option=option, value=text)
        ) from None
    return before, after


def wdd(
    *,
    target: Annotated[str, typer.Option(metavar="A,B", help=N_("目标区的前后计数"))],
    control: Annotated[str, typer.Option(metavar="A,B", help=N_("对照区的前后计数"))],
    displacement: Annotated[str | None, typer.Option(metavar="A,B", help=N_("转移区的前后计数"))] = None,
    displacement_control: Annotated[
        str | None, typer.Option(metavar="A,B", help=N_("转移区的对照的前后计数"))
    ] = None,
    time_weights: Annotated[str, typer.Option(metavar="A,B", help=N_("前后两期的长度,例如 2,1"))] = "1,1",
    as_json: Annotated[bool, typer.Option("--json", help=N_("以 JSON 输出"))] = False,
) -> None:
    """Prints the difference with error, z and intervals (events; negative: fewer)."""
    from wzdash.analysis.displacement import weighted_displacement_difference
    from wzdash.analysis.wording import displacement_verdict

    found = weighted_displacement_difference(
        _pair("--target", target) or (0, 0),
        _pair("--control", control) or (0, 0),
        displacement=_pair("--displacement", displacement),
        displacement_control=_pair("--displacement-control", displacement_control),
        time_weights=_pair("--time-weights", time_weights) or (1, 1),
    )
    verdict, narrow = displacement_verdict(found), found.at_level(0.9)
    if as_json:
        answer: dict[str, Any] = {
            "wdd": found.difference.value,
            "se": found.error,
            "z": found.z if found.error else None,
            "p": found.difference.p_value if found.error else None,
            "ci": list(found.difference.interval),
            "ci_90": list(narrow.interval),
            "verdict": verdict.code,
            "sentence": verdict.sentences(),
        }
        echo_json(answer)
        return
    echo(f"WDD {signed(found.difference.value, 2)}  SE {found.error:.3f}  z {signed(found.z, 3)}")
    for level, estimate in ((95, found.difference), (90, narrow)):
        echo(f"{level} %  {signed(estimate.low, 2)} … {signed(estimate.high, 2)}")
    echo(verdict.sentence())
