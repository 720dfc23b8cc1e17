"""Tests on real data. Without the folder they are not collected; asked for by mark they fail and say why."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

VARIABLE = "WZDASH_ACCEPTANCE_DATA"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Out of a plain run without the folder; `-m acceptance`, or this folder named, still collects them."""
    asked = "acceptance" in (config.option.markexpr or "") or any(
        "acceptance" in argument for argument in config.invocation_params.args if isinstance(argument, str)
    )
    return None if os.environ.get(VARIABLE) or asked else True


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of the real data; fails with the name of the variable when it is not there."""
    folder = os.environ.get(VARIABLE, "")
    if not folder:
        pytest.fail(
            f"{VARIABLE} is not set: name the folder of the real data, see tests/acceptance/conftest.py"
        )
    path = Path(folder)
    if not path.is_dir():
        pytest.fail(f"{VARIABLE}={folder!r} is not a folder")
    return path
