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


@pytest.fixture(scope="module")
def module_installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """Give all tests of a module one folder of private data, so that it is made once."""
    installed = Installation(tmp_path_factory.mktemp("shared") / "var")
    yield installed
    installed.close()


@pytest.fixture
def shared(module_installation: Installation) -> Iterator[Installation]:
    """Give the test the module's installation, with nothing running before and after."""
    yield module_installation
    module_installation.end_processes()
