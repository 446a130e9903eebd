"""``lokallag start`` as one runs it: by options, by questions on a terminal, and as JSON."""

import io
import json
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.timezone import localdate

from lokallag.organisation.models import Profile, Term
from lokallag.organisation.services import end_term
from lokallag.people.models import Person
from lokallag.start import queries
from lokallag.start.models import BreakGlass
from tests.cast import cast
from tests.factories import PersonFactory
from tests.start.stage import AT, yesterday

FOUNDING = {
    "organisation": "Bærum Arbeiderparti",
    "municipality": "Bærum",
    "leader": "Amina Farah",
    "leader_email": "amina@example.org",
    "secretary": "Vik, Sindre",
    "secretary_email": "sindre@example.org",
    "meeting": "Årsmøtet",
    "date": "",
    "minutes": "Protokollen, sak 9",
}


def run(**options: Any) -> str:
    """Run the command and return what it writes."""
    out = io.StringIO()
    call_command("start", stdout=out, stderr=out, **options)
    return out.getvalue()


def founding(**changes: Any) -> dict[str, Any]:
    """Return the options that found an organisation, some of them changed."""
    return {**FOUNDING, "date": yesterday().isoformat(), **changes}


@pytest.mark.django_db
def test_it_founds_by_options_and_says_what_remains() -> None:
    said = run(**founding())

    assert "Bærum Arbeiderparti er satt opp." in said
    assert f"Ført inn: leder Amina Farah, fra {yesterday().isoformat()}" in said
    assert "  gjenstår  Postnummerregisteret: Hent inn Brings fil" in said
    assert "http://localhost:8000/omrader/postnummer/" in said
    assert "Advarsel: Lenkene i e-posten går til http://localhost:8000." in said
    assert list(Term.objects.order_by("pk").values_list("holder_name", flat=True)) == ["Amina Farah", "Sindre Vik"]
    assert Profile.objects.get().municipality_code == "3201"


@pytest.mark.django_db
def test_as_json_it_is_one_object() -> None:
    answer = json.loads(run(json=True, **founding()))

    assert answer["organisation"] == "Bærum Arbeiderparti"
    assert answer["municipality"] == "3201"
    assert [(term["office"], term["name"]) for term in answer["seated"]] == [
        ("leader", "Amina Farah"),
        ("secretary", "Sindre Vik"),
    ]
    assert [(step["key"], step["done"]) for step in answer["steps"]] == [
        ("register", False),
        ("areas", False),
        ("branches", False),
        ("rules", False),
        ("members", False),
        ("contacts", False),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"leader": None, "date": None}, "Dette mangler: --leader, --date."),
        ({"leader": "Amina"}, "--leader: Skriv etternavnet til lederen."),
        (
            {"municipality": "301"},
            "--municipality: «301» har 3 siffer. Et kommunenummer har fire. Mente du Oslo (0301)?",
        ),
        ({"date": "i går"}, "--date: Skriv datoen som dag, måned og år"),
        ({"until": "2000-01-01"}, "--until: Vervene kan ikke slutte før de begynner."),
        ({"leader_email": "amina"}, "--leader-email: Dette ser ikke ut som en e-postadresse."),
        ({"secretary_email": "Amina@example.org"}, "Deler de to adresse, så legg til --shared-email."),
        ({"secretary": "Amina Farah"}, "--secretary: Lederen og sekretæren må være to personer"),
    ],
)
def test_what_is_wrong_is_said_with_its_option(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(CommandError) as caught:
        run(**founding(**changes))

    assert said in str(caught.value)
    assert Person.objects.count() == 0


@pytest.mark.django_db
def test_a_shared_address_is_taken_with_a_warning() -> None:
    said = run(shared_email=True, **founding(secretary_email="amina@example.org"))

    assert "Advarsel: De to deler e-postadresse." in said
    assert Person.objects.filter(email="amina@example.org").count() == 2


@pytest.mark.django_db
def test_on_a_terminal_it_asks_until_it_can_read_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(
        [
            *("Bærum Arbeiderparti", "301", "Bærum", ""),
            *("Amina", "Amina Farah", "amina@", "amina@example.org"),
            *("Sindre Vik", "amina@example.org"),
            *("Årsmøtet", "i går", yesterday().strftime("%d.%m.%Y"), "Protokollen, sak 9", "", ""),
            "ja",
        ]
    )
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)

    said = run()

    assert "Mente du Oslo (0301)?" in said
    assert "  Bærum (3201)" in said
    assert "Skriv både fornavn og etternavn." in said
    assert Person.objects.filter(email="amina@example.org").count() == 2
    assert list(answers) == []


@pytest.mark.django_db
def test_once_set_up_it_only_says_what_remains() -> None:
    people = cast()

    answer = json.loads(run(json=True))
    with pytest.raises(CommandError, match="Organisasjonen er satt opp fra før"):
        run(**founding())

    assert answer["organisation"] == "Bærum Arbeiderparti"
    assert {step["key"]: step["done"] for step in answer["steps"]}["members"] is True
    assert Person.objects.count() == len(people.persons)


@pytest.mark.django_db
def test_members_who_were_brought_in_first_do_not_stand_in_the_way() -> None:
    amina = PersonFactory(given_name="Amina", family_name="Farah", email="amina@example.org")

    answer = json.loads(run(json=True, **founding()))

    assert answer["organisation"] == "Bærum Arbeiderparti"
    assert Term.objects.get(office__title="leader").person == amina
    assert Person.objects.count() == 2


@pytest.mark.django_db
def test_the_code_is_told_only_while_it_opens_something() -> None:
    told = run(code=True)
    cast()

    assert told == f"Gå til http://localhost:8000/start/ og bruk oppsettskoden {queries.set_up_code()}\n"
    with pytest.raises(CommandError, match="ingen kode trengs lenger"):
        run(code=True)


@pytest.mark.django_db
def test_the_emergency_is_told_by_options() -> None:
    people = cast()
    end_term(term=Term.objects.get(person=people["secretary"]), last_day=yesterday(), by=None, at=AT)
    wish = {key: value for key, value in founding().items() if "leader" not in key}
    for name in ("organisation", "municipality"):
        del wish[name]

    with pytest.raises(CommandError, match="Dette mangler: --reason"):
        run(break_glass=True, **wish)
    with pytest.raises(CommandError, match=r"Ta bort --from\."):
        run(break_glass=True, reason="Sekretæren er død", **wish, **{"from": "2027-01-01"})
    answer = json.loads(run(break_glass=True, reason="Sekretæren er død", json=True, **wish))

    assert answer["seated"] == [
        {"office": "secretary", "called": "Sekretær", "name": "Sindre Vik", "from": localdate().isoformat()}
    ]
    assert (answer["told"], answer["approvers"]) == (3, ["Berit Lund", "Sindre Vik"])
    assert BreakGlass.objects.get().reason == "Sekretæren er død"
    with pytest.raises(CommandError, match="kan godkjenne for hverandre i dag"):
        run(break_glass=True, reason="En gang til", **wish)


@pytest.mark.django_db
def test_an_emergency_that_leaves_one_says_so() -> None:
    people = cast()
    for who in ("board leader", "secretary"):
        end_term(term=Term.objects.get(person=people[who]), last_day=yesterday(), by=None, at=AT)
    wish = {key: value for key, value in founding().items() if key not in {"organisation", "municipality"}}
    wish = {key: value for key, value in wish.items() if "secretary" not in key}

    said = run(break_glass=True, reason="Begge har flyttet", **wish)

    assert "færre enn to som kan godkjenne" in said


@pytest.mark.django_db
def test_the_emergency_asks_on_a_terminal_and_takes_empty_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    people = cast()
    end_term(term=Term.objects.get(person=people["secretary"]), last_day=yesterday(), by=None, at=AT)
    answers = iter(
        [
            *("", "", "Kari Lie", "kari@example.org"),
            *("Styremøtet", yesterday().isoformat(), "Protokollen, sak 2", "", "", "Sekretæren er død"),
        ]
    )
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)

    said = run(break_glass=True)

    assert "Ført inn: sekretær Kari Lie" in said
    assert "Skriv hvorfor styret ikke kan føre inn vervene selv." in said
    assert "3 i styret får melding om det." in said
    assert list(answers) == []
