"""One select as a frame: rows and time capped, the same types from every engine."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import duckdb
import pandas as pd
from sqlalchemy import (
    Boolean,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    LargeBinary,
    Numeric,
    Select,
    String,
    text,
)
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.selectable import CompoundSelect
from sqlalchemy.types import TypeEngine

from wzdash.errors import ResultCapped
from wzdash.labels import _

Query = Select | CompoundSelect
READY = tuple(
    (kind, pd.Series(dtype=name).dtype)
    for kind, name in (
        (Date, "datetime64[us]"),
        (DateTime, "datetime64[us]"),
        (String, "str"),
        (Float, "float64"),
    )
)
AGAIN = 0.1
STOPPED = ("InterruptException", "QueryCanceled")  # how the drivers call a statement that was stopped


def fetch(connection: Connection, query: Query, rows: int, seconds: float) -> pd.DataFrame:
    """The rows of the select under its column names: text as str, numbers as int64 or, with gaps, float64,
    dates and times as datetime64[us], truth as bool or, with gaps, boolean.

    Raises ResultCapped when there are more rows, or it takes longer, than allowed.
    """
    own = query._limit_clause  # limit() replaces it
    capped = query.limit(rows + 1 if own is None else min(rows + 1, own.value))
    with _time_limit(connection, seconds):
        frame = _frame(connection, capped)
    if len(frame) > rows:
        raise ResultCapped(_("结果超过 {rows:,} 行,未显示。请缩小期间、镇街或类别。").format(rows=rows))
    kinds = [column.type for column in query.selected_columns]
    given = zip(frame.columns.astype(str), frame.dtypes, kinds, strict=True)
    other = {name: _typed(frame[name], kind) for name, dtype, kind in given if not _is_ready(dtype, kind)}
    return frame.assign(**other) if other else frame


@contextmanager
def _time_limit(connection: Connection, seconds: float) -> Iterator[None]:
    """Stops the statement on the server after `seconds` and turns that into ResultCapped."""
    done, watch = threading.Event(), None
    if connection.dialect.name == "postgresql":
        milliseconds = max(1, int(seconds * 1000))  # 0 would mean no limit
        connection.execute(text(f"SET LOCAL statement_timeout = {milliseconds}"))
    else:
        raw: Any = connection.connection.driver_connection
        watch = threading.Thread(target=_interrupt, args=(raw.interrupt, seconds, done), daemon=True)
        watch.start()
    try:
        yield
    except (DBAPIError, duckdb.InterruptException) as error:
        cause = error.orig if isinstance(error, DBAPIError) else error
        if type(cause).__name__ not in STOPPED:
            raise
        raise ResultCapped(
            _("查询超过 {seconds:g} 秒,已停止。请缩小期间、镇街或类别。").format(seconds=seconds)
        ) from None
    finally:
        done.set()
        if watch is not None:
            watch.join()  # the next question is not to be stopped


def _interrupt(stop: Callable[[], None], seconds: float, done: threading.Event) -> None:
    """Stops a statement after `seconds`, again and again: before it has begun, it does not hear of it."""
    wait = seconds
    while not done.wait(wait):
        stop()
        wait = AGAIN


def _frame(connection: Connection, query: Query) -> pd.DataFrame:
    result = connection.execute(query)
    names = list(result.keys())
    if connection.dialect.name == "duckdb":
        return result.cursor.df().set_axis(names, axis=1)  # 20 times faster than row by row
    return pd.DataFrame(result.fetchall(), columns=names)


def _is_ready(dtype: object, kind: TypeEngine) -> bool:
    """True when the driver gave the column in the type that its SQL type stands for."""
    return any(isinstance(kind, one) and dtype == ready for one, ready in READY)


def _typed(values: pd.Series, kind: TypeEngine) -> pd.Series:
    """The column in the type that its SQL type stands for."""
    if isinstance(kind, Date | DateTime):
        return pd.to_datetime(values).astype("datetime64[us]")
    if isinstance(kind, Boolean):
        return values.astype("boolean" if values.isna().any() else "bool")
    if isinstance(kind, String):
        return values.astype("str")
    if isinstance(kind, LargeBinary):
        return values.map(bytes, na_action="ignore").astype(object)
    if isinstance(kind, Integer | Numeric | Float) or _is_decimal(values):
        numbers = pd.to_numeric(values).astype("float64")
        whole = isinstance(kind, Integer) and (numbers % 1 == 0).all()
        return numbers.astype("int64") if whole else numbers
    return values


def _is_decimal(values: pd.Series) -> bool:
    return values.dtype == object and any(isinstance(value, Decimal) for value in values)
