"""The two consoles of the command line: what was asked for goes to `out`, everything else to `err`."""

from __future__ import annotations

import json
from typing import Any

from rich.console import Console

out = Console()
err = Console(stderr=True)


def echo(text: str, *, to: Console = out) -> None:
    """Prints the text as it is: not wrapped, no markup."""
    to.print(text, soft_wrap=True, markup=False, highlight=False)


def echo_json(value: Any) -> None:
    """Prints the value as indented JSON with Chinese readable."""
    echo(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False))
