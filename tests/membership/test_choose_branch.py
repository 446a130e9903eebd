"""A member chooses a branch: the service, the two presses, and what can go wrong between them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.membership import services
from lokallag.membership.domain.choices import EndReason, Reason
from lokallag.membership.models import BranchChoice
from lokallag.membership.queries import my_membership
from lokallag.organisation.services import close_unit
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from tests.factories import PersonFactory
from tests.membership.stage import answers, join, letters, page_of, redraw, set_up


@pytest.fixture
def stage(db):
    return set_up()


def choose(membership, unit, **more):
    return services.choose_branch(membership=membership, unit=unit, by=membership.person, at=now(), **more)


def present(membership):
    return membership.choices.get(ended_on=None)


def test_a_choice_keeps_why_what_was_suggested_and_who_pressed(stage):
    mona = join(stage, stage["member"], None)

    choice = choose(mona, stage.sandvika)

    assert (choice.unit, choice.reason, choice.suggested, choice.postal_code, choice.chosen_by, choice.chosen_on) == (
        stage.sandvika,
        Reason.OWN_CHOICE,
        stage.haslum,
        "1344",
        mona.person,
        stage.today,
    )


def test_choosing_the_branch_that_answers_follows_the_suggestion(stage):
    assert choose(join(stage, stage["member"], None), stage.haslum).reason == Reason.FOLLOWED_SUGGESTION


@pytest.mark.parametrize(("code", "suggested"), [("1305", "haslum"), ("1346", None), ("0951", None), ("", None)])
def test_a_box_follows_its_place_and_other_codes_suggest_nothing(stage, code, suggested):
    membership = join(stage, PersonFactory(postal_code=code), None)

    choice = choose(membership, stage.sandvika)

    assert choice.suggested == (getattr(stage, suggested) if suggested else None)


def test_the_choice_before_stays_as_history(stage):
    mona = join(stage, stage["member"], stage.haslum)

    choose(mona, stage.sandvika)

    rows = mona.choices.order_by("pk").values_list("unit", "ended_on", "reason")
    assert list(rows) == [
        (stage.haslum.pk, stage.today, Reason.IMPORTED),
        (stage.sandvika.pk, None, Reason.OWN_CHOICE),
    ]


def test_two_choices_on_one_day_are_both_kept_and_the_last_holds(stage):
    mona = join(stage, stage["member"], None)

    choose(mona, stage.sandvika)
    choose(mona, stage.haslum)

    assert mona.choices.count() == 2
    assert BranchChoice.objects.live(stage.today).get(membership=mona).unit == stage.haslum


def test_the_member_and_both_leaders_get_a_note(stage):
    mona = join(stage, stage["member"], stage.haslum)

    choose(mona, stage.sandvika)

    assert letters() == [
        ("mona.dahl@example.org", "Du hører nå til Sandvika"),
        ("nils.ostby@example.org", "Et nytt medlem i Sandvika"),
        ("hanne.as@example.org", "Et medlem hører ikke lenger til Haslum"),
    ]


def test_each_note_is_in_its_readers_language(stage):
    Person.objects.filter(pk=stage["neighbour leader"].pk).update(language="en")
    Person.objects.filter(pk=stage["branch leader"].pk).update(language="nn")
    mona = join(stage, stage["member"], stage.haslum)

    choose(mona, stage.sandvika)

    assert list(Message.objects.order_by("pk").values_list("language", "subject")) == [
        ("nb", "Du hører nå til Sandvika"),
        ("en", "A new member in Sandvika"),
        ("nn", "Ein medlem høyrer ikkje lenger til Haslum"),
    ]


def test_a_leader_gets_the_name_and_nothing_else_of_the_member(stage):
    member = stage["member"]
    Person.objects.filter(pk=member.pk).update(phone="90000001", street_address="Kirkeveien 7")
    mona = join(stage, Person.objects.get(pk=member.pk), stage.haslum)

    choose(mona, stage.sandvika)

    to_leaders = Message.objects.exclude(key__endswith=":member")
    assert to_leaders.count() == 2
    for message in to_leaders:
        assert "Mona Dahl" in message.text
        for secret in ("1344", "Kirkeveien", "90000001", "mona.dahl@", "1980", mona.number):
            assert secret not in message.text + message.subject
    joined, left = to_leaders.get(key__contains="joined"), to_leaders.get(key__contains="left")
    assert "Haslum" not in joined.text + joined.subject
    assert "Sandvika" not in left.text + left.subject


def test_nobody_is_written_to_without_an_address_and_a_leader_not_about_oneself(stage):
    Person.objects.filter(pk=stage["neighbour leader"].pk).update(email="")
    hanne = join(stage, stage["branch leader"], stage.haslum)

    choose(hanne, stage.sandvika)

    assert letters() == [("hanne.as@example.org", "Du hører nå til Sandvika")]


def test_what_is_imported_is_told_to_nobody(stage):
    join(stage, stage["member"], stage.haslum, reason=Reason.IMPORTED)

    assert letters() == []


def test_the_same_choice_again_changes_nothing(stage):
    mona = join(stage, stage["member"], None)

    first, second = choose(mona, stage.sandvika), choose(mona, stage.sandvika)

    assert first == second
    assert mona.choices.count() == 1
    assert Change.objects.filter(act="membership.choose_branch", target_id=str(first.pk)).count() == 1


def test_staying_when_another_is_offered_is_an_own_choice_that_ends_the_offer(stage):
    mona = join(stage, stage["member"], stage.haslum)
    redraw("1344", stage.sandvika, stage.today)

    choice = choose(mona, stage.haslum)

    assert (choice.reason, choice.suggested) == (Reason.OWN_CHOICE, stage.sandvika)
    assert mona.choices.count() == 2
    assert letters() == []


def test_a_closed_branch_a_network_and_an_ended_membership_take_no_choice(stage):
    mona = join(stage, stage["member"], stage.haslum)
    close_unit(unit=stage.sandvika, last_day=stage.today - timedelta(days=1), by=None, at=now())

    with pytest.raises(RuleViolation, match="tar ikke imot medlemmer lenger"):
        choose(mona, stage.sandvika)
    with pytest.raises(RuleViolation, match="tar ikke imot medlemmer lenger"):
        choose(mona, stage.party)
    services.end_membership(membership=mona, ended_on=stage.today, reason=EndReason.RESIGNED, by=None, at=now())
    with pytest.raises(RuleViolation, match="avsluttet"):
        choose(mona, stage.haslum)

    assert mona.choices.filter(ended_on=None).count() == 0
    assert mona.choices.count() == 1


def test_a_choice_from_a_page_that_showed_another_one_is_refused(stage):
    mona = join(stage, stage["member"], None)
    seen = choose(mona, stage.sandvika).pk
    choose(mona, stage.haslum)

    with pytest.raises(RuleViolation, match="endret siden du åpnet siden"):
        choose(mona, stage.sandvika, seen=seen)

    assert present(mona).unit == stage.haslum


def test_two_choices_at_once_leave_exactly_one(isolated_database):
    stage = set_up()
    mona = join(stage, stage["member"], None)
    together = Barrier(2)

    def press(unit):
        try:
            together.wait(timeout=10)
            choose(mona, unit, seen=0)
        except RuleViolation as error:
            return str(error)
        finally:
            connection.close()
        return "done"

    with ThreadPoolExecutor(2) as pool:
        said = list(pool.map(press, [stage.haslum, stage.sandvika]))

    assert sorted(word == "done" for word in said) == [False, True]
    assert mona.choices.count() == 1


# the two presses


def test_two_presses_on_min_side_lead_to_another_branch(stage, client):
    mona = join(stage, stage["member"], stage.haslum)
    stage.sign_in(client, "member")

    (pick,) = my_membership(stage["member"], stage.today).picks
    home = client.get("/min-side/").content.decode()
    asked = client.get(pick.url)
    done = client.post(pick.url, {"seen": page_of(asked).seen})

    assert pick.branch == "Sandvika"
    assert f'href="{pick.url}"' in home
    assert (page_of(asked).title, page_of(asked).label) == ("Bytte til Sandvika?", "Bytt til Sandvika")
    assert (done.status_code, done.headers["Location"]) == (302, "/min-side/avdeling/")
    assert present(mona).unit == stage.sandvika


def test_the_page_of_branches_suggests_the_one_that_answers_and_says_why(stage, client):
    join(stage, stage["member"], stage.sandvika)

    page = page_of(stage.sign_in(client, "member").get("/min-side/avdeling/"))

    assert page.title == "Du hører til Sandvika"
    assert page.why == "Haslum har ansvaret for 1344 Haslum, der du bor. Du velger likevel fritt."
    assert (page.suggested.name, page.suggested.codes, page.suggested.is_mine) == ("Haslum", "1344", False)
    assert [(other.name, other.codes, other.is_mine) for other in page.others] == [("Sandvika", "1337", True)]


def test_looking_at_the_question_changes_nothing(stage, client):
    mona = join(stage, stage["member"], stage.haslum)

    stage.sign_in(client, "member").get("/min-side/avdeling/sandvika/")

    assert present(mona).unit == stage.haslum


def test_the_form_sent_twice_is_one_choice(stage, client):
    mona = join(stage, stage["member"], stage.haslum)
    stage.sign_in(client, "member")
    form = {"seen": present(mona).pk, "engangsnokkel": "en-gang"}

    answers_ = [client.post("/min-side/avdeling/sandvika/", form) for _time in range(2)]

    assert [answer.status_code for answer in answers_] == [302, 302]
    assert mona.choices.count() == 2
    assert Message.objects.filter(key__endswith=":member").count() == 1


@pytest.mark.parametrize("seen", ["", "mange", "0", "999999"])
def test_a_stale_page_says_so_and_changes_nothing(stage, client, seen):
    mona = join(stage, stage["member"], stage.haslum)

    response = stage.sign_in(client, "member").post("/min-side/avdeling/sandvika/", {"seen": seen})

    assert response.status_code == 422
    assert "endret siden du åpnet siden" in page_of(response).problem
    assert page_of(response).seen == present(mona).pk
    assert present(mona).unit == stage.haslum


def test_a_branch_closed_meanwhile_says_so_and_shows_the_others(stage, client):
    mona = join(stage, stage["member"], stage.haslum)
    close_unit(unit=stage.sandvika, last_day=stage.today - timedelta(days=1), by=None, at=now())

    response = stage.sign_in(client, "member").post("/min-side/avdeling/sandvika/", {"seen": present(mona).pk})

    assert response.status_code == 422
    assert page_of(response).problem == "Denne avdelingen tar ikke imot medlemmer lenger. Velg en annen."
    assert [option.name for option in page_of(response).others] == []
    assert present(mona).unit == stage.haslum


def test_after_sign_out_nothing_is_chosen_and_the_way_leads_back(stage, client):
    mona = join(stage, stage["member"], stage.haslum)

    response = client.post("/min-side/avdeling/sandvika/", {"seen": present(mona).pk})

    assert response.status_code == 302
    assert "next=/min-side/avdeling/sandvika/" in response.headers["Location"]
    assert present(mona).unit == stage.haslum


def test_the_answer_to_an_offer_can_lead_back_to_min_side_but_to_no_other_site(stage, client):
    mona = join(stage, stage["member"], stage.haslum)
    answers("1346", stage.sandvika)
    stage.sign_in(client, "member")

    home = client.post("/min-side/avdeling/sandvika/", {"seen": present(mona).pk, "next": "/min-side/"})
    away = client.post("/min-side/avdeling/haslum/", {"seen": present(mona).pk, "next": "https://evil.example/"})

    assert (home.headers["Location"], away.headers["Location"]) == ("/min-side/", "/min-side/avdeling/")


@pytest.mark.parametrize(("who", "status"), [("member", 302), ("stranger", 403), ("board leader", 403)])
def test_only_a_member_chooses_and_only_for_oneself(stage, client, who, status):
    mona = join(stage, stage["member"], stage.haslum)

    response = stage.sign_in(client, who).post("/min-side/avdeling/sandvika/", {"seen": present(mona).pk})

    assert response.status_code == status
    assert present(mona).unit == (stage.sandvika if status == 302 else stage.haslum)


def test_a_branch_that_is_not_there_is_not_found(stage, client):
    join(stage, stage["member"], stage.haslum)
    stage.sign_in(client, "member")

    assert client.get("/min-side/avdeling/finnes-ikke/").status_code == 404
    assert client.get(f"/min-side/avdeling/{stage.party.slug}/").status_code == 404


def test_somebody_who_is_no_member_sees_the_branches_but_no_buttons(stage, client):
    response = stage.sign_in(client, "stranger").get("/min-side/avdeling/")

    assert response.status_code == 200
    assert page_of(response).mine is None
    assert "Velg Haslum" not in response.content.decode()
