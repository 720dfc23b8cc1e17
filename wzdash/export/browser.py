"""The one Chromium that draws figures, kept running between pictures and started again when it died.

kaleido's own sync server is not used: it hangs for ever when the browser cannot start, and two threads of a
dashboard would get each other's pictures.
"""

from __future__ import annotations

import asyncio
import atexit
from collections.abc import Coroutine
from contextlib import suppress
from threading import Lock, Thread
from typing import Any

from wzdash.errors import ExportError
from wzdash.labels import _

SECONDS, GOODBYE = 60, 10


class Browser:
    """Draws one figure at a time, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Any = None

    def draw(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        """The picture. Raises ExportError when there is no browser or it fails twice."""
        with self._lock:
            try:
                return self._run(self._draw(figure, options))
            except Exception as first:  # noqa: BLE001 - a browser dies in many ways; the second failure is told
                self._stop()
                try:
                    return self._run(self._draw(figure, options))
                except Exception as second:
                    self._stop()
                    raise ExportError(_("图片未能生成:{reason}").format(reason=second or first)) from second

    def close(self) -> None:
        """Ends the browser; the next picture starts another."""
        with self._lock:
            self._stop()

    async def _draw(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        if self._kaleido is None:
            from kaleido import Kaleido

            opened = Kaleido(n=1, timeout=SECONDS, mathjax=False)
            await opened.open()
            self._kaleido = opened
        return await self._kaleido.calc_fig(figure, opts=options)

    def _run(self, work: Coroutine[Any, Any, Any], seconds: float = SECONDS + 10) -> Any:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            Thread(target=self._loop.run_forever, name="pictures", daemon=True).start()
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(seconds)

    def _stop(self) -> None:
        """Ends the browser and its temporary folder, also when it is dead already."""
        old, self._kaleido = self._kaleido, None
        if old is not None:
            with suppress(Exception):
                self._run(old.close(), GOODBYE)


BROWSER = Browser()
atexit.register(BROWSER.close)


def available() -> bool:
    """True when there is a browser to draw pictures with."""
    from choreographer.browsers.chromium import Chromium

    return Chromium.find_browser(skip_local=False) is not None
