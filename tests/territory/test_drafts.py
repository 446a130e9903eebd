"""Draft divisions: saved, seen, commented on, decided."""

import re
from datetime import date

import pytest

from lokallag.core.errors import RuleViolation
from lokallag.territory.domain import draft_lifecycle
from lokallag.territory.domain.draft_lifecycle import State
from lokallag.territory.domain.tables import read_text
from lokallag.territory.models import Division, DivisionComment, Responsibility
from lokallag.territory.queries import read_rows, responsible_unit
from lokallag.territory.services import comment_on_draft, decide_draft, drop_draft, save_draft
from tests.cast import EVERYONE, Cast, cast
from tests.territory.world import AT, JANUARY, JUNE, MARCH, SHEET, divide, load_register

pytestmark = pytest.mark.django_db

DISPUTED = SHEET + "Øst;1344\n"


def draft_of(text: str = DISPUTED, **more) -> Division:
    load_register()
    return save_draft(
        title="Forslag til årsmøtet",
        sheet=read_rows(read_text(text)),
        municipality="3201",
        valid_from=MARCH,
        by=None,
        at=AT,
        **more,
    )


@pytest.fixture
def people() -> Cast:
    return cast(today=date(2026, 6, 1))


def test_lifecycle_ends_where_it_is_decided_or_put_away():
    assert {
        State.DRAFT: {State.DECIDED, State.DROPPED}, State.DECIDED: set(), State.DROPPED: set()
    } == draft_lifecycle.MOVES  # fmt: skip
    assert [draft_lifecycle.takes_comments(state) for state in State] == [True, False, False]


def test_a_draft_keeps_disputes_and_gives_nobody_a_code(people: Cast):
    draft = draft_of()

    lines = draft.lines.order_by("code_id", "pk")
    assert [(line.code_id, line.unit_id, line.name) for line in lines if line.code_id == "1344"] == [
        ("1344", people.haslum.pk, ""),
        ("1344", None, "Øst"),
    ]
    assert not Responsibility.objects.exists()


def test_a_draft_is_decided_with_a_choice_for_each_dispute(people: Cast):
    draft = draft_of()
    facts = {"draft": draft, "decision": "Årsmøtet 2026, sak 6", "decided_on": MARCH, "valid_from": MARCH, "at": AT}

    with pytest.raises(RuleViolation, match="1344 Haslum står på Haslum og Øst"):
        decide_draft(**facts, by=people["board leader"])
    decided = decide_draft(**facts, by=people["board leader"], decisions={"1344": "Øst"})

    assert (decided.state, decided.decision) == (State.DECIDED, "Årsmøtet 2026, sak 6")
    found = responsible_unit("1344", JUNE)
    assert found is not None
    assert found.name == "Øst"
    with pytest.raises(RuleViolation, match="Utkastet er allerede avsluttet"):
        decide_draft(**facts, by=None)


def test_a_draft_with_a_new_name_renames_when_it_is_decided(people: Cast):
    load_register()
    divide(on=JANUARY)
    draft = draft_of(SHEET.replace("Haslum;", "Gjettum;"), renames={"Haslum": "Gjettum"})

    decide_draft(draft=draft, decision="Sak 6", decided_on=None, valid_from=MARCH, by=None, at=AT)

    assert [each.name for each in people.haslum.names.order_by("valid_from")] == ["Haslum", "Gjettum"]


def test_a_draft_can_be_changed_until_it_is_closed(people: Cast):
    draft = draft_of()
    sheet = read_rows(read_text(SHEET))
    facts = {"title": "Nytt forslag", "sheet": sheet, "municipality": "3201", "valid_from": JUNE, "by": None, "at": AT}

    save_draft(**facts, draft=draft)
    draft.refresh_from_db()
    assert (draft.title, draft.lines.filter(code="1344").count()) == ("Nytt forslag", 1)

    drop_draft(draft=draft, by=None, at=AT)
    with pytest.raises(RuleViolation, match="avsluttet og kan ikke endres"):
        save_draft(**facts, draft=draft)
    with pytest.raises(RuleViolation, match="tar ikke imot flere kommentarer"):
        comment_on_draft(draft=draft, unit=people.haslum, text="Hei", by=people["branch leader"], at=AT)


@pytest.mark.parametrize(
    ("title", "text", "message"),
    [
        ("", SHEET, "Gi utkastet et navn, for eksempel «Forslag til årsmøtet 2027»."),
        ("Utkast", "Lag;Postnr\nHaslum;1383", "Arket gir ingen postnumre til noen avdeling ennå. Legg til minst ett."),
    ],
)
def test_a_draft_needs_a_name_and_a_code(title: str, text: str, message: str):
    load_register()

    with pytest.raises(RuleViolation) as refused:
        save_draft(title=title, sheet=read_rows(read_text(text)), municipality="3201", valid_from=MARCH, by=None, at=AT)

    assert str(refused.value) == message


# the pages


def test_page_saves_a_draft_from_the_sheet(client, people: Cast):
    load_register()
    people.sign_in(client, "secretary")

    answer = client.post(
        "/omrader/import/",
        {"text": DISPUTED, "valid_from": "11.03.2027", "title": "Forslag", "note": "Si fra.", "steg": "utkast"},
    )

    draft = Division.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, f"/omrader/utkast/{draft.pk}/")
    page = client.get(answer["Location"]).content.decode()
    assert "1 postnummer står på flere avdelinger" in page
    assert "Si fra." in page
    assert "Øst\t1344" in client.get(f"/omrader/import/?utkast={draft.pk}").content.decode()


def test_a_branch_leader_comments_for_the_branch(client, people: Cast):
    draft = draft_of()
    people.sign_in(client, "branch leader")

    answer = client.post(
        f"/omrader/utkast/{draft.pk}/kommenter/", {"unit": str(people.haslum.pk), "text": "Vi vil ha 1344."}
    )

    comment = DivisionComment.objects.get()
    assert answer.status_code == 302
    assert (comment.unit, comment.author_name, comment.text) == (people.haslum, "Hanne Ås", "Vi vil ha 1344.")
    assert "Vi vil ha 1344." in client.get(f"/omrader/utkast/{draft.pk}/").content.decode()


def test_nobody_comments_for_a_branch_they_do_not_lead(client, people: Cast):
    draft = draft_of()
    people.sign_in(client, "branch leader")

    answer = client.post(
        f"/omrader/utkast/{draft.pk}/kommenter/", {"unit": str(people.sandvika.pk), "text": "Ta dere sammen."}
    )

    assert answer.status_code == 422
    assert "Ta dere sammen." in answer.content.decode()
    assert not DivisionComment.objects.exists()


def test_page_decides_and_keeps_choices_where_the_decision_is_missing(client, people: Cast):
    draft = draft_of()
    people.sign_in(client, "board leader")
    form = {"valg-1344": "Haslum", "valid_from": "11.03.2026", "decided_on": "10.03.2026"}

    unsaid = client.post(f"/omrader/utkast/{draft.pk}/vedta/", {**form, "decision": ""})
    assert unsaid.status_code == 422
    assert re.search(r'value="Haslum" checked', unsaid.content.decode())

    said = client.post(f"/omrader/utkast/{draft.pk}/vedta/", {**form, "decision": "Årsmøtet, sak 6"})
    assert (said.status_code, said["Location"]) == (302, "/omrader/")
    assert responsible_unit("1344", JUNE) == people.haslum
    page = client.get(f"/omrader/utkast/{draft.pk}/").content.decode()
    assert "Vedtatt: Årsmøtet, sak 6. Gjelder fra 11. mars" in page


def test_page_puts_a_draft_away(client, people: Cast):
    draft = draft_of()
    people.sign_in(client, "secretary")

    client.post(f"/omrader/utkast/{draft.pk}/legg-bort/")

    draft.refresh_from_db()
    assert draft.state == State.DROPPED
    assert "Utkastet er lagt bort." in client.get(f"/omrader/utkast/{draft.pk}/").content.decode()


SEES = {"board leader", "secretary", "board member", "branch leader", "neighbour leader"}
MANAGES = {"board leader", "secretary"}


@pytest.mark.parametrize("who", EVERYONE)
def test_who_sees_comments_on_and_decides_a_draft(client, people: Cast, who: str):
    draft = draft_of()
    people.sign_in(client, who)
    address = f"/omrader/utkast/{draft.pk}/"
    unit = people.party if who in MANAGES | {"board member"} else people.haslum
    unit = people.sandvika if who == "neighbour leader" else unit

    seen = client.get(address).status_code
    said = client.post(f"{address}kommenter/", {"unit": str(unit.pk), "text": "Hei"}).status_code
    decided = client.post(
        f"{address}vedta/", {"decision": "Sak 6", "valid_from": "11.03.2026", "valg-1344": "Øst"}
    ).status_code
    dropped = client.post(f"{address}legg-bort/").status_code

    if who == "anonymous":
        assert (seen, said, decided, dropped) == (302, 403, 403, 302)  # what was written comes back with 403
    elif who in MANAGES:
        assert (seen, said, decided, dropped) == (200, 302, 302, 302)
    elif who in SEES:
        assert (seen, said, decided, dropped) == (200, 302, 403, 403)
    else:
        assert (seen, said, decided, dropped) == (404, 404, 404, 404)
    assert DivisionComment.objects.exists() is (who in SEES)
    draft.refresh_from_db()
    assert draft.state == (State.DECIDED if who in MANAGES else State.DRAFT)
