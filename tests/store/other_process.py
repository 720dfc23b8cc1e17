"""What another process does to a store: publishes and is killed at a point, holds the lock, reads."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from typing import Any

import pandas as pd
from sqlalchemy import func, select

from wzdash.settings import Settings
from wzdash.store import publish, schema, versions
from wzdash.store.bulk import insert_frame
from wzdash.store.engine import open_store

# a process of its own without the start-up of a new interpreter each time
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([__name__])
PATIENCE = 60

POINTS: dict[
    str, tuple[Any, str, bool]
] = {  # point: where the function is looked up, its name, kill after it
    "after the copy": (publish, "bring_up_to_date", False),
    "after the rollups": (publish, "rebuild", True),
    "after the checks": (publish, "run_checks", True),
    "between checkpoint and pointer": (versions, "point_to", False),
    "between pointer draft and rename": (os, "replace", False),
    "between rename and pruning": (os, "replace", True),
}
IN_THE_WRITES = "in the middle of the writes"


def die() -> None:
    """Ends this process as a power cut would: nothing of it runs any more."""
    os.kill(os.getpid(), signal.SIGKILL)


def town(code: str) -> pd.DataFrame:
    """One area."""
    return pd.DataFrame({"code": [code], "level": "town", "name_zh": "镇", "town_code": [code]})


def add_town(settings: Settings, code: str, before_end: Callable[[], None] = lambda: None) -> None:
    """Publishes one more town and one work order in it."""
    with publish.publishing(settings) as change:
        order = pd.DataFrame(
            {"id": [f"W{code}"], "reported_at": pd.Timestamp(2020, 5, 1), "town_code": [code]}
        )
        insert_frame(change.connection, schema.area, town(code))
        before_end()
        insert_frame(change.connection, schema.work_order, order)
        change.touch("area", "work_order")
        if "as_of" not in change.info():
            change.set_info(as_of="2020-12-31T00:00:00")


def _killed(settings: Settings, point: str) -> None:
    if point in POINTS:
        owner, name, after = POINTS[point]
        real = getattr(owner, name)

        def fatal(*args: Any, **kwargs: Any) -> None:
            if after:
                real(*args, **kwargs)
            die()

        setattr(owner, name, fatal)
    add_town(settings, "DEAD", die if point == IN_THE_WRITES else lambda: None)


def publish_and_die(settings: Settings, point: str) -> int:
    """Exit code of a process that was killed while it published."""
    process = PROCESSES.Process(target=_killed, args=(settings, point))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode is not None
    return process.exitcode


def _hold(settings: Settings, pipe: Connection) -> None:
    with publish.publishing(settings):
        pipe.send("holding")
        pipe.recv()


def _read(settings: Settings, pipe: Connection) -> None:
    store = open_store(settings)
    while pipe.recv() != "stop":
        found = store.read(select(func.count().label("n")).select_from(schema.area))
        pipe.send((store.info["version"], int(found["n"][0])))


@contextmanager
def _talking(target: Callable, settings: Settings) -> Iterator[Connection]:
    mine, theirs = PROCESSES.Pipe()
    process = PROCESSES.Process(target=target, args=(settings, theirs))
    process.start()
    try:
        yield mine
    finally:
        mine.send("stop")
        process.join(PATIENCE)
        mine.close()
        theirs.close()


@contextmanager
def publishing_elsewhere(settings: Settings) -> Iterator[None]:
    """While the block runs another process is in the middle of publishing."""
    with _talking(_hold, settings) as pipe:
        assert pipe.poll(PATIENCE)
        pipe.recv()
        yield


@contextmanager
def reading_elsewhere(settings: Settings) -> Iterator[Callable[[], tuple[str, int]]]:
    """A function that asks another process, which keeps its reader open, for version and number of areas."""
    with _talking(_read, settings) as pipe:

        def ask() -> tuple[str, int]:
            pipe.send("read")
            assert pipe.poll(PATIENCE)
            return pipe.recv()

        yield ask
