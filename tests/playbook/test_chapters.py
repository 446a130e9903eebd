"""Chapters of the run book: written, compared, restored, published, moved and put away."""

import pytest

from lokallag.playbook import services
from tests.playbook.stage import AT

pytestmark = pytest.mark.django_db


def test_load():
    assert services.load_chapters(by=None, at=AT) == 12
    assert services.load_chapters(by=None, at=AT) == 0
