"""A group of verbs that imports a verb only when it is run, and speaks the reader's language."""

from __future__ import annotations

from importlib import import_module
from keyword import iskeyword
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from wzdash.cli.terminal import echo, err
from wzdash.cli.verbs import VERBS
from wzdash.errors import ImportRefused, MetricError, ScopeError, SettingsError, WzdashError
from wzdash.labels import _

WRONG_QUESTION = (SettingsError, ScopeError, ImportRefused, MetricError)


def exit_code(error: WzdashError) -> int:
    """2 when what was typed or given is wrong, 1 when it is right but cannot be done."""
    return 2 if isinstance(error, WRONG_QUESTION) else 1


def _translate(command: Any) -> None:
    command.help = _(command.help or "")
    for parameter in command.params:
        if getattr(parameter, "help", None):
            parameter.help = _(parameter.help)
    for verb in getattr(command, "commands", {}).values():
        _translate(verb)


def _load(name: str, module: str, summary: str) -> Any:
    """The command (or group of commands) of one row of VERBS."""
    attribute = name.replace("-", "_") + "_" * iskeyword(name)
    verb = getattr(import_module(f"wzdash.cli.{module}"), attribute)
    if isinstance(verb, typer.Typer):
        command: Any = typer.main.get_group(verb)
        command.name = name
        command.help = command.help or summary
    else:
        wrapper = typer.Typer(add_completion=False)
        wrapper.command(name, help=summary)(verb)
        command = typer.main.get_command(wrapper)
    _translate(command)
    return command


class VerbGroup(TyperGroup):
    """The verbs of VERBS; our own errors become one line on stderr and an exit code."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(name for name, _module, _summary in VERBS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """For a list of verbs: the name and what it does, without its module."""
        for name, _module, summary in VERBS:
            if name == cmd_name:
                return TyperCommand(name, help=_(summary))
        return None

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """To run a verb: the real command."""
        self.commands = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        name, known, rest = super().resolve_command(ctx, args)
        if known is None:
            return name, known, rest
        row = next(row for row in VERBS if row[0] == name)
        return name, _load(*row), rest

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except WzdashError as error:
            echo(_("错误:{message}").format(message=error), to=err)
            raise typer.Exit(exit_code(error)) from None
