"""Entry of `python -m wzdash`."""

from __future__ import annotations

from wzdash.cli import app

if __name__ == "__main__":
    app(prog_name="python -m wzdash")
