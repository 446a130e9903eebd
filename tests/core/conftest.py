"""Private servers for the tests of core."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.private import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """Give the test a folder of private data of its own. Under root it lies in a folder that only root may enter."""
    installed = Installation(tmp_path / "var")
    yield installed
    installed.close()
