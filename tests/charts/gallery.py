"""Draws every chart from seeded random frames, zh/en × light/dark × 390/1100 px, into .artifacts/gallery.

    python tests/charts/gallery.py [NAME…] [--all]

A script for the eye, not a test. Without --all only zh light at 1100 px and en dark at 390 px.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.charts import samples
from wzdash.charts import frame, theme
from wzdash.export import picture
from wzdash.labels import set_language

OUT = Path(__file__).parents[2] / ".artifacts" / "gallery"
FEW = (("zh", "light", 1100), ("en", "dark", 390))
ALL = tuple(
    (lang, mode, width) for lang in ("zh", "en") for mode in ("light", "dark") for width in (390, 1100)
)


def main(names: list[str], variants: tuple[tuple[str, str, int], ...]) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    for lang, mode, width in variants:
        set_language(lang)
        theme.set_mode(mode)
        for name, build in samples.FIGURES.items():
            if names and name not in names:
                continue
            fig = frame.decorate(
                build(width) if name.startswith("map") else build(), *samples.words(name), width=width
            )
            (OUT / f"{name}_{lang}_{mode}_{width}.png").write_bytes(picture.png(fig, width=width, scale=1))
    print(OUT)


if __name__ == "__main__":
    flags = [arg for arg in sys.argv[1:] if arg.startswith("--")]
    main([arg for arg in sys.argv[1:] if not arg.startswith("--")], ALL if flags else FEW)
