"""Takes pictures of pages of a running dashboard: python -m tests.browser.shoot work_orders overview

Each page is taken in Chinese and English at 1440×900 and 390×844 into .artifacts/screenshots, as
PAGE-LANGUAGE-VIEWPORT.png. A page may carry a query: "work_orders?from=2020-01-01". With --serve the
dashboard is started for the pictures; otherwise --url names one that is running.
"""

from __future__ import annotations

import argparse
import re
import sys
from contextlib import nullcontext
from itertools import product

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.browsing import LANGUAGES, VIEWPORTS, launched, visiting
from tests.browser.serving import serving


def parse(arguments: list[str] | None = None) -> argparse.Namespace:
    """The options of the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.shoot",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="*", default=[""], help="pages as in the address, default the first")
    parser.add_argument("--url", default="http://127.0.0.1:8501", help="a running dashboard")
    parser.add_argument("--serve", metavar="SCRIPT", nargs="?", const="app.py", help="start one: app.py")
    parser.add_argument("--lang", choices=LANGUAGES, action="append", help="default: both")
    parser.add_argument("--viewport", choices=sorted(VIEWPORTS), action="append", help="default: both")
    parser.add_argument("--whole", action="store_true", help="the whole page, not the first screen")
    parser.add_argument("--dark", action="store_true", help="with the dark theme")
    return parser.parse_args(arguments)


def slug(path: str) -> str:
    """A file name for a path with its query."""
    return re.sub(r"[^A-Za-z0-9_]+", "-", path).strip("-") or "home"


def main(arguments: list[str] | None = None) -> int:
    """Prints the path of each picture; 1 when a page complained or left the machine."""
    options = parse(arguments)
    complaints = 0
    server = serving(options.serve) if options.serve else nullcontext(options.url.rstrip("/"))
    suffix = ("-whole" if options.whole else "") + ("-dark" if options.dark else "")
    every = product(options.paths, options.lang or LANGUAGES, options.viewport or VIEWPORTS)
    with server as url, launched() as browser:
        for path, lang, viewport in every:
            with visiting(browser, url, viewport, dark=options.dark) as visit:
                try:
                    visit.open(path, lang=lang)
                except PlaywrightTimeout:
                    print("  not settled after 60 s; the picture shows it as it is", file=sys.stderr)
                print(visit.shoot(f"{slug(path)}-{lang}-{viewport}{suffix}", whole=options.whole))
                for line in [*visit.errors, *visit.outside_requests()]:
                    complaints += 1
                    print(f"  {line}", file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
