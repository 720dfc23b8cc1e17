"""The one Chromium that draws figures and prints pages, kept running and started again when it died.

kaleido's own sync server is not used: it hangs for ever when the browser cannot start, and two threads of a
dashboard would get each other's pictures.
"""

from __future__ import annotations

import asyncio
import atexit
import base64
from collections.abc import Callable, Coroutine
from contextlib import suppress
from threading import Lock, Thread
from typing import Any

from wzdash.errors import ExportError
from wzdash.labels import _

SECONDS, GOODBYE = 60, 10
# draws an SVG at a size into a PNG; the same way as plotly's own, without drawing the chart again
_RASTER = """(async () => {{
  const image = new Image();
  image.src = "data:image/svg+xml;base64,{data}";
  await image.decode();
  const sheet = document.createElement("canvas");
  [sheet.width, sheet.height] = [{width}, {height}];
  sheet.getContext("2d").drawImage(image, 0, 0, {width}, {height});
  return sheet.toDataURL("image/png");
}})()"""


class Browser:
    """Draws one figure at a time, from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Any = None

    def draw(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        """The picture. Raises ExportError when there is no browser or it fails twice."""
        return self._twice(lambda: self._draw(figure, options), _("图片未能生成:{reason}"))

    def print(self, address: str, options: dict[str, Any]) -> bytes:
        """The page at an address as PDF; options of DevTools' Page.printToPDF. Raises ExportError as draw."""
        return self._twice(lambda: self._print(address, options), _("PDF 未能生成:{reason}"))

    def raster(self, svg: bytes, width: int, height: int) -> bytes:
        """A drawn SVG as PNG of so many pixels. Raises ExportError as draw."""
        script = _RASTER.format(data=base64.b64encode(svg).decode(), width=width, height=height)
        return self._twice(lambda: self._raster(script), _("图片未能生成:{reason}"))

    def warm(self) -> None:
        """Starts the browser in the background, so that the first picture need not wait for it."""
        Thread(target=self._warm, name="warm", daemon=True).start()

    def _warm(self) -> None:
        with self._lock, suppress(Exception):  # the first picture tells what is wrong
            self._run(self._opened())

    def _twice(self, work: Callable[[], Coroutine[Any, Any, bytes]], message: str) -> bytes:
        """What the work gives; a browser that fails is started again once."""
        with self._lock:
            try:
                return self._run(work())
            except Exception as first:  # noqa: BLE001 - a browser dies in many ways; the second failure is told
                self._stop()
                try:
                    return self._run(work())
                except Exception as second:
                    self._stop()
                    raise ExportError(message.format(reason=second or first)) from second

    def close(self) -> None:
        """Ends the browser; the next picture starts another."""
        with self._lock:
            self._stop()

    async def _opened(self) -> Any:
        if self._kaleido is None:
            from kaleido import Kaleido

            opened = Kaleido(n=1, timeout=SECONDS, mathjax=False)
            await opened.open()
            self._kaleido = opened
        return self._kaleido

    async def _draw(self, figure: dict[str, Any], options: dict[str, Any]) -> bytes:
        return await (await self._opened()).calc_fig(figure, opts=options)

    async def _print(self, address: str, options: dict[str, Any]) -> bytes:
        tab = await (await self._opened()).create_tab("about:blank")
        try:
            await _ask(tab, "Page.enable")
            loaded = tab.subscribe_once("Page.loadEventFired")
            await _ask(tab, "Page.navigate", {"url": address})
            await asyncio.wait_for(loaded, SECONDS)
            return base64.b64decode((await _ask(tab, "Page.printToPDF", options))["data"])
        finally:
            with suppress(Exception):
                await tab.close()

    async def _raster(self, script: str) -> bytes:
        tab = await (await self._opened()).create_tab("about:blank")
        try:
            asked = {"expression": script, "awaitPromise": True, "returnByValue": True}
            answer = await _ask(tab, "Runtime.evaluate", asked)
            if "exceptionDetails" in answer:
                raise RuntimeError(answer["exceptionDetails"].get("text", "Runtime.evaluate"))
            return base64.b64decode(answer["result"]["value"].partition(",")[2])
        finally:
            with suppress(Exception):
                await tab.close()

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


async def _ask(tab: Any, command: str, options: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer of a command of the DevTools protocol. Raises RuntimeError with what the browser says."""
    answer = await asyncio.wait_for(tab.send_command(command, params=options or {}), SECONDS)
    if "error" in answer:
        raise RuntimeError(f"{command}: {answer['error'].get('message', answer['error'])}")
    result: dict[str, Any] = answer.get("result", {})
    if result.get("errorText"):
        raise RuntimeError(f"{command}: {result['errorText']}")
    return result


BROWSER = Browser()
atexit.register(BROWSER.close)


def available() -> bool:
    """True when there is a browser to draw pictures with."""
    from choreographer.browsers.chromium import Chromium

    return Chromium.find_browser(skip_local=False) is not None
