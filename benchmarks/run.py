"""`make bench`: measures every part, prints each number as it comes, writes benchmarks/RESULTS.md.

`python -m benchmarks.run demo pages` measures only these parts and prints them.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from benchmarks import briefing, build, evaluating, frames, importing, pages, server
from benchmarks.measuring import ROOT, Row, machine

RESULTS = ROOT / "benchmarks" / "RESULTS.md"
Part = Callable[[Path], Iterator[Row]]


def _pages(folder: Path) -> Iterator[Row]:
    os.environ.update(WZDASH_STORE_DIR=str(folder), WZDASH_DATABASE_URL="")
    return pages.rows()


# The first part builds the store that the others read.
PARTS: dict[str, Part] = {
    "demo": build.rows,
    "import": importing.rows,
    "briefing": briefing.rows,
    "evaluate": evaluating.rows,
    "pages": _pages,
    "server": server.rows,
    "frames": frames.rows,
}


def written(rows: list[Row]) -> str:
    """The report as Markdown."""
    lines = [
        "# Measurements",
        "",
        f"Written by `make bench` on {date.today().isoformat()}, on the simulated district at full scale.",
        "",
        *(f"- {line}" for line in machine()),
        "",
        "| part | what | measured | limit | | note |",
        "|---|---|---:|---:|---|---|",
        *(_line(row) for row in rows),
        "",
        "Script time is the page alone, median of interleaved runs; the floor draws the same page from",
        "constants instead of the store, `bare` replays finished elements without building them.",
        "`again` has its answers cached, `fresh` asks the store anew.",
    ]
    return "\n".join(lines) + "\n"


def _line(row: Row) -> str:
    decimals = 0 if row.value >= 100 else 2
    measured = f"{row.value:,.{decimals}f} {row.unit}"
    return f"| {row.part} | {row.what} | {measured} | {row.limit} | {row.verdict} | {row.note} |"


def main(names: list[str]) -> int:
    """0 when every number is within its limit, 1 when one is not."""
    unknown = set(names) - set(PARTS)
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for name, part in PARTS.items():
            if names and name not in (*names, "demo"):
                continue
            for row in part(Path(folder)):
                rows.append(row)
                print(_line(row), flush=True)
    if not names:
        RESULTS.write_text(written(rows), "utf-8")
        print(f"Written: {RESULTS.relative_to(ROOT)}")
    return 1 if any(row.verdict == "**missed**" for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
