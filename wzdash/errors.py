"""The errors a user can meet, one tree.

    WzdashError
    ├── SettingsError        an environment variable or a configuration file is wrong
    ├── ScopeError           a filter value (sidebar, link, command line) is not allowed
    ├── StoreError
    │   ├── StoreMissing     there is no store yet
    │   ├── StoreBusy        another process is publishing
    │   ├── ResultCapped     a question has more rows, or takes longer, than allowed
    │   └── ChecksFailed     declared data checks failed, nothing was published
    ├── ImportRefused        a file, a mapping or a column cannot be imported at all
    ├── MetricError          an unknown metric, or a dimension it does not have
    ├── MailError            a mail cannot be handed to the mail server
    ├── ExportError          a picture or a file cannot be made: no browser, no font
    └── AnalysisError        the data are not enough for the statistic

A message names the bad value, what is allowed and what to do. `ui` and `cli` turn these into
messages; every other exception is a defect and fails loudly.
"""

from __future__ import annotations

from collections.abc import Iterable


class WzdashError(Exception):
    """Base of every error whose message is written for the user."""


class SettingsError(WzdashError):
    """An environment variable or a configuration file is wrong."""


class ScopeError(WzdashError):
    """A filter value is not allowed."""


class StoreError(WzdashError):
    """The store cannot answer."""


class StoreMissing(StoreError):
    """There is no store yet."""


class StoreBusy(StoreError):
    """Another process is publishing."""


class ResultCapped(StoreError):
    """A question has more rows, or takes longer, than allowed."""


class ChecksFailed(StoreError):
    """Declared data checks failed; `failures` holds one line per failed check."""

    def __init__(self, failures: Iterable[str]) -> None:
        self.failures = tuple(failures)
        super().__init__("\n".join(self.failures))


class ImportRefused(WzdashError):
    """A file, a mapping or a column cannot be imported at all."""


class MetricError(WzdashError):
    """An unknown metric, or a dimension it does not have."""


class AnalysisError(WzdashError):
    """The data are not enough for the statistic."""


class ExportError(WzdashError):
    """A picture or a file cannot be made."""


class MailError(WzdashError):
    """A mail cannot be handed to the mail server."""
