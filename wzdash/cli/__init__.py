"""`python -m wzdash VERB …`: the command line, on top of every layer but ui and pages."""

from __future__ import annotations

from typing import Annotated

import typer

from wzdash import labels
from wzdash.cli.group import VerbGroup
from wzdash.labels import N_

app = typer.Typer(
    name="wzdash",
    cls=VerbGroup,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _speak(code: str) -> str:
    if code not in labels.LANGUAGES:
        raise typer.BadParameter(f"{code!r}: {', '.join(labels.LANGUAGES)}")
    labels.set_language(code)
    return code


@app.callback(help=N_("两网一线看板 Two nets and one line"))
def main(
    lang: Annotated[
        str,
        typer.Option(envvar="WZDASH_LANG", help="zh / en", is_eager=True, callback=_speak, show_default=True),
    ] = "zh",
) -> None:
    """Sets the language of the process before a verb is loaded."""
