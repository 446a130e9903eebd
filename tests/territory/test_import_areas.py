"""Areas of postal codes: command, page and service."""

import io
import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from lokallag.core.errors import RuleViolation
from lokallag.territory.domain.areas import from_geojson
from lokallag.territory.models import PostalArea, RegisterLoad
from lokallag.territory.services import import_areas
from tests.cast import cast
from tests.territory.sources import BAERUM_AREAS, REGISTER_CSV, needs_data
from tests.territory.world import AT, load_areas, load_register, squares

pytestmark = pytest.mark.django_db


def command(*args: object) -> dict:
    out = io.StringIO()
    call_command("import_areas", *map(str, args), "--json", stdout=out)
    return json.loads(out.getvalue())


@needs_data
def test_areas_of_baerum_come_in_once_and_are_approximate():
    call_command("import_postal_register", str(REGISTER_CSV), "--json", stdout=io.StringIO())

    first, second = command(BAERUM_AREAS), command(BAERUM_AREAS)

    assert (first["areas"], first["changed"], first["approximate"], first["unknown"]) == (30, 30, 30, [])
    assert second["changed"] == 0
    assert PostalArea.objects.filter(approximate=True).count() == 30


def test_codes_without_addresses_or_register_are_named_and_left_out():
    load_register()

    result = import_areas(data=squares("1344", "1305", "9999"), source="x", by=None, at=AT)

    assert (result.areas, result.without_addresses, result.unknown) == (1, ("1305",), ("9999",))
    assert list(PostalArea.objects.values_list("code_id", flat=True)) == ["1344"]


def test_a_real_area_replaces_an_approximate_one_and_others_stay():
    load_register()
    load_areas("1344", "1346", tilnaermet=True)

    result = import_areas(data=squares("1344"), source="ekte", by=None, at=AT)

    assert result.changed == 1
    assert dict(PostalArea.objects.values_list("code_id", "approximate")) == {"1344": False, "1346": True}


def test_areas_are_stored_as_they_were_read():
    load_register()
    load_areas("1344")

    stored = from_geojson(PostalArea.objects.get().geometry)

    assert stored.bounds == (10.5, 59.9, 10.51, 59.91)


def test_areas_before_the_register_say_what_to_do_first():
    with pytest.raises(RuleViolation) as refused:
        import_areas(data=squares("1344"), source="x", by=None, at=AT)

    assert str(refused.value) == (
        "Ingen av postnumrene i filen finnes i registeret. Hent inn postnummerregisteret først."
    )


def test_dry_run_stores_nothing(tmp_path: Path):
    load_register()
    path = tmp_path / "omrader.geojson"
    path.write_bytes(squares("1344"))

    answer = command(path, "--dry-run", "--approximate")

    assert (answer["areas"], answer["approximate"], answer["dry_run"]) == (1, 1, True)
    assert not PostalArea.objects.exists()


def test_page_shows_what_areas_change_before_they_come_in(client):
    load_register()
    cast().sign_in(client, "board leader")
    upload = SimpleUploadedFile("omrader.geojson", squares("1344", "9999"))

    sent = client.post("/omrader/postnummer/", {"hva": "omrader", "omrader-file": upload, "omrader-approximate": "on"})
    shown = client.get(sent["Location"]).content.decode()
    client.post(sent["Location"], {"steg": "bruk"})

    assert "1 område blir endret" in shown
    assert "Mangler i postnummerregisteret og hoppes over (1)" in shown
    assert [area.approximate for area in PostalArea.objects.all()] == [True]
    assert RegisterLoad.objects.filter(kind="areas").get().source == "omrader.geojson"
