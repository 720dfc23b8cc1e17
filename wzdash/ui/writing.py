"""Files of a briefing made in a thread of their own, so that the page can show progress and cancel.

They are written into a folder that is removed in every case: what was cancelled or failed leaves nothing.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from contextvars import copy_context
from pathlib import Path

from wzdash.errors import WzdashError
from wzdash.export.document import Document
from wzdash.export.formats import save


class _Cancelled(Exception):
    """Somebody pressed the button."""


class Writing:
    """One document being written; `files` {name: bytes} appear all at once, or `error` says why not."""

    def __init__(self, document: Document, formats: Sequence[str]) -> None:
        self.step, self.steps = "", 0
        self.error = ""
        self.files: dict[str, bytes] = {}
        self._stop = threading.Event()
        context = copy_context()  # the language of the session
        work = (self._write, document, tuple(formats))
        self._thread = threading.Thread(target=context.run, args=work, name="briefing", daemon=True)
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """False once it is finished, failed or cancelled."""
        return self._thread.is_alive()

    def cancel(self) -> None:
        """Stops before the next figure; nothing is kept."""
        self._stop.set()

    def wait(self, seconds: float) -> None:
        """Returns when it has ended, or after so many seconds."""
        self._thread.join(seconds)

    def _tell(self, step: str) -> None:
        if self._stop.is_set():
            raise _Cancelled
        self.step, self.steps = step, self.steps + 1

    def _write(self, document: Document, formats: Sequence[str]) -> None:
        try:
            with tempfile.TemporaryDirectory(prefix="wzdash-brief-") as folder:
                paths = save(document, formats, Path(folder) / "files", self._tell)
                found = {path.name: path.read_bytes() for path in paths}
            self._tell("")
            self.files = found
        except _Cancelled:
            return
        except WzdashError as error:
            self.error = str(error)
