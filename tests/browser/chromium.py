"""Where this machine's Chromium is, and what to install when it or a Chinese font is missing.

`python -m tests.browser.chromium` is the step of `make test` that makes the machine ready: on Debian as
root it installs what is missing, elsewhere it says what to install and fails.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"
PACKAGES = {"chromium": "chromium", "font": "fonts-noto-cjk"}
# No sandbox, since tests also run as root; everything else keeps the browser itself off the network.
ARGUMENTS = (
    "--no-sandbox",
    "--no-first-run",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-gpu-compositing",  # without a graphics card, putting a page together is quicker in plain code
    "--disable-gpu-rasterization",  # Debian's asks for it; without a graphics card that is slow
    # the last two are windows of the address bar, which each visit would start two processes for
    "--disable-features=Translate,OptimizationHints,MediaRouter,WebUIOmniboxPopup,WebUIOmniboxAimPopup",
    "--force-color-profile=srgb",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find_chromium() -> str | None:
    """Path of a Chromium or Chrome: WZDASH_CHROMIUM, else the usual names; None when there is none."""
    named = os.environ.get("WZDASH_CHROMIUM")
    candidates = [named] if named else [*NAMES, MAC]
    return next(filter(None, map(shutil.which, candidates)), None)


def has_chinese_font() -> bool:
    """True when text in Chinese has glyphs. macOS always has some."""
    if sys.platform == "darwin":
        return True
    if not shutil.which("fc-list"):
        return False
    found = subprocess.run(["fc-list", ":lang=zh-cn", "family"], capture_output=True, text=True, check=True)
    return bool(found.stdout.strip())


def _missing() -> list[str]:
    missing = [] if find_chromium() else [PACKAGES["chromium"]]
    return missing if has_chinese_font() else [*missing, PACKAGES["font"]]


def _install(packages: list[str]) -> None:
    # dpkg looks for ldconfig in the sbin folders, which a bare environment leaves out
    path = os.pathsep.join([os.environ.get("PATH", ""), "/usr/local/sbin", "/usr/sbin", "/sbin"])
    environment = {**os.environ, "PATH": path, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "update", "-q"],
        ["apt-get", "install", "-q", "-y", "--no-install-recommends", *packages],
    ):
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)


def prepare() -> str:
    """Path of the Chromium that the tests drive. Exits with what to install when that cannot be had."""
    named = os.environ.get("WZDASH_CHROMIUM")
    if named and not find_chromium():
        sys.exit(f"WZDASH_CHROMIUM={named!r} is not a program. Name a Chromium or Chrome, or leave it empty.")
    missing = _missing()
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {' and '.join(missing)}", flush=True)
        _install(missing)
        missing = _missing()
    if missing:
        sys.exit(
            f"The browser tests need {' and '.join(missing)}.\n"
            f"On Debian or Ubuntu: sudo apt-get install {' '.join(missing)}\n"
            "Elsewhere: install Chromium or Chrome and a Chinese font such as Noto Sans CJK SC. "
            "WZDASH_CHROMIUM may name the browser."
        )
    return str(find_chromium())


if __name__ == "__main__":
    prepare()
