"""The tables are what the models say, and each migration tells what it does."""

import re

import pytest
from django.core.management import call_command

from tests.code.tree import product_modules

MIGRATIONS = [path for path in product_modules() if path.parent.name == "migrations" and path.stem != "__init__"]


@pytest.mark.django_db
def test_no_model_waits_for_a_migration(capsys):
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)

    assert capsys.readouterr().out.strip() == "No changes detected"


def test_each_migration_is_named_by_what_it_does():
    unnamed = [
        str(path)
        for path in MIGRATIONS
        if not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]+", path.stem) or re.search(r"_auto_|_and_more$", path.stem)
    ]

    assert unnamed == []


def test_each_room_numbers_its_migrations_in_one_row():
    rooms = {path.parent for path in MIGRATIONS}

    for room in rooms:
        numbers = sorted(int(path.stem[:4]) for path in MIGRATIONS if path.parent == room)
        assert (room.parent.name, numbers) == (room.parent.name, list(range(1, len(numbers) + 1)))
