"""Whether the machine's fonts have every character of a picture: a box must not stand for a name."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable

from wzdash.errors import ExportError
from wzdash.labels import _

_known: set[str] = set()
IGNORED = {"\u00a0", "\u200b", "\ufe0f"}  # blanks that no font needs to draw


def check(texts: Iterable[str]) -> None:
    """Nothing when every character can be drawn. Raises ExportError naming those that no font has.

    Asks fontconfig, which Chromium on Linux draws with; systems without it bring Chinese fonts of their own.
    """
    wanted = {char for text in texts for char in text if ord(char) > 126 and char not in IGNORED} - _known
    if not wanted or shutil.which("fc-list") is None:
        return
    missing = set() if _covered(wanted) else {char for char in wanted if not _covered({char})}
    _known.update(wanted - missing)
    if missing:
        shown = " ".join(f"{char} (U+{ord(char):04X})" for char in sorted(missing)[:12])
        raise ExportError(
            _("本机字体缺少这些字:{chars}。请安装中文字体(Debian:fonts-noto-cjk)后重试").format(chars=shown)
        )


def _covered(chars: set[str]) -> bool:
    """True when one font has all the characters."""
    pattern = ":charset=" + " ".join(f"{ord(char):x}" for char in sorted(chars))
    answer = subprocess.run(["fc-list", pattern, "family"], capture_output=True, timeout=30, check=False)  # noqa: S603, S607
    return bool(answer.stdout.strip())
