"""Shared by the tests of the way in."""

import pytest
from django.test import Client


@pytest.fixture
def client_of_another() -> Client:
    """Another browser, with no cookies of the first."""
    return Client()
