"""The named people stand ready in every test of this room that asks for them."""

from typing import Any

import pytest

from tests.cast import Cast, cast


@pytest.fixture
def people(db: Any) -> Cast:
    """Bærum with its branches and named people."""
    return cast()
