"""A new address or a redrawn area moves nobody: it offers the choice again, on Min side and by one mail."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.calendar.domain.words import in_words
from lokallag.membership import jobs, services
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.queries import my_membership, open_offers
from lokallag.organisation.services import close_unit
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from tests.factories import BoardContactFactory, BranchChoiceFactory, PersonFactory
from tests.membership.stage import answers, join, letters, page_of, redraw, set_up


@pytest.fixture
def stage(db):
    return set_up()


@pytest.fixture
def mona(stage):
    return join(stage, stage["member"], stage.haslum)


def offer(stage, membership, today=None):
    person = Person.objects.get(pk=membership.person_id)
    mine = my_membership(person, today or stage.today)
    return None if mine is None or mine.offer is None else mine.offer.branch


def move(membership, code):
    Person.objects.filter(pk=membership.person_id).update(postal_code=code)


def choose(membership, unit):
    fresh = type(membership).objects.get(pk=membership.pk)
    return services.choose_branch(membership=fresh, unit=unit, by=fresh.person, at=now())


def test_nothing_is_offered_as_long_as_nothing_changes(stage, mona):
    assert offer(stage, mona) is None


def test_who_chose_another_branch_than_the_suggested_is_not_asked_again(stage):
    assert offer(stage, join(stage, stage["member"], stage.sandvika)) is None


def test_a_redrawn_area_offers_the_choice_from_its_first_day(stage, mona):
    redraw("1344", stage.sandvika, stage.today)

    assert offer(stage, mona, stage.today - timedelta(days=1)) is None
    assert offer(stage, mona) == "Sandvika"
    assert mona.choices.get().unit == stage.haslum


@pytest.mark.parametrize(("code", "expected"), [("1337", "Sandvika"), ("1305", None), ("1346", None), ("0951", None)])
def test_a_new_address_offers_the_branch_that_answers_there(stage, mona, code, expected):
    move(mona, code)

    assert offer(stage, mona) == expected


@pytest.mark.parametrize("answer", ["haslum", "sandvika"])
def test_either_answer_ends_the_offer_until_something_changes_again(stage, mona, answer):
    move(mona, "1337")

    choose(mona, getattr(stage, answer))
    after = offer(stage, mona)
    move(mona, "1344")

    assert after is None
    assert offer(stage, mona) == (None if answer == "haslum" else "Haslum")


def test_who_belongs_to_a_closed_branch_is_offered_the_one_that_answers_and_cannot_stay(stage):
    mona = join(stage, stage["member"], stage.sandvika)
    close_unit(unit=stage.sandvika, last_day=stage.today - timedelta(days=1), by=None, at=now())

    mine = my_membership(mona.person, stage.today)

    assert (mine.branch_is_open, mine.offer.branch, mine.offer.stay_url) == (False, "Haslum", "")


def test_a_closed_branch_is_never_offered(stage, mona):
    move(mona, "1337")
    close_unit(unit=stage.sandvika, last_day=stage.today - timedelta(days=1), by=None, at=now())

    assert offer(stage, mona) is None


def test_the_two_buttons_lead_where_they_say(stage, mona, client):
    move(mona, "1337")
    stage.sign_in(client, "member")
    mine = page_of(client.get("/min-side/avdeling/")).mine

    client.post(mine.offer.stay_url, {"seen": mine.seen})
    stayed = mona.choices.get(ended_on=None)
    client.post(mine.offer.switch_url, {"seen": stayed.pk})

    assert (mine.offer.switch_label, mine.offer.stay_label) == ("Bytt til Sandvika", "Bli i Haslum")
    assert (stayed.unit, stayed.suggested) == (stage.haslum, stage.sandvika)
    assert mona.choices.get(ended_on=None).unit == stage.sandvika


# the nightly mail


def night(day=0):
    jobs.mail_offers(int((now() + timedelta(days=day)).timestamp()))


def test_each_offer_is_mailed_once(stage, mona):
    move(mona, "1337")

    night()
    night(1)

    assert letters() == [("mona.dahl@example.org", "Vil du høre til Sandvika?")]
    assert "Du hører til Haslum" in Message.objects.get().text


def test_a_later_offer_is_mailed_again(stage, mona):
    move(mona, "1337")
    night()
    choose(mona, stage.haslum)
    move(mona, "1346")
    answers("1346", stage.sandvika, stage.today)
    night(1)
    before = len(letters())
    redraw("1346", stage.haslum, stage.today + timedelta(days=1))
    choose(mona, stage.sandvika)
    night(2)

    assert before == 1  # Sandvika was answered already
    assert [subject for _address, subject in letters() if subject.startswith("Vil du")] == [
        "Vil du høre til Sandvika?",
        "Vil du høre til Haslum?",
    ]


def test_nobody_is_written_to_who_has_ended_has_no_branch_no_address_or_no_mail(stage):
    ended = join(stage, PersonFactory(), stage.haslum)
    services.end_membership(membership=ended, ended_on=stage.today, reason=EndReason.DIED, by=None, at=now())
    move(ended, "1337")
    join(stage, PersonFactory(postal_code="1337"), None)
    move(join(stage, PersonFactory(), stage.haslum), "")
    move(join(stage, PersonFactory(email=""), stage.haslum), "1337")

    night()

    assert letters() == []


def test_open_offers_takes_the_same_queries_for_one_and_three(stage):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            found = open_offers(stage.today)
        return len(found), len(asked)

    move(join(stage, PersonFactory(), stage.haslum), "1337")
    one = queries()
    for _more in range(2):
        move(join(stage, PersonFactory(), stage.haslum), "1337")

    assert (one, queries()) == ((1, one[1]), (3, one[1]))


# what Min side is given


def test_min_side_gets_branch_history_leader_and_contact(stage, mona):
    BoardContactFactory(branch=stage.sandvika, person=stage["board member"])
    choose(mona, stage.sandvika)

    mine = my_membership(stage["member"], stage.today)

    assert (mine.branch, mine.branch_slug, mine.reason, mine.lives_in) == (
        "Sandvika",
        "sandvika",
        "Eget valg",
        "1344 Haslum",
    )
    contact = mine.board_contact
    assert (mine.leader.name, contact.name, contact.email) == ("Nils Østby", "Bilal Khan", "bilal.khan@example.org")
    assert [(past.branch, past.reason) for past in mine.history] == [
        ("Sandvika", "Eget valg"),
        ("Haslum", "Ført inn fra medlemsregisteret"),
    ]
    assert mine.seen == mona.choices.get(ended_on=None).pk


def test_staying_does_not_begin_the_time_in_the_branch_anew(stage, mona):
    began = my_membership(stage["member"], stage.today).since
    redraw("1344", stage.sandvika, stage.today)
    choose(mona, stage.haslum)
    stayed = my_membership(stage["member"], stage.today).since
    choose(mona, stage.sandvika)
    choose(mona, stage.haslum)

    assert stayed == began
    assert my_membership(stage["member"], stage.today).since == in_words(stage.today)


def test_who_is_no_member_has_no_membership_and_who_has_no_branch_has_no_leader(stage):
    unplaced = my_membership(join(stage, stage["member"], None).person, stage.today)

    assert my_membership(stage["stranger"], stage.today) is None
    assert (unplaced.branch, unplaced.leader, unplaced.board_contact, unplaced.offer, unplaced.seen) == (
        "",
        None,
        None,
        None,
        0,
    )


def test_the_last_day_in_a_branch_is_the_day_before_the_next_one_holds(stage, mona):
    mona.choices.update(chosen_on=date(2026, 3, 1), ended_on=date(2026, 10, 14))
    BranchChoiceFactory(membership=mona, unit=stage.sandvika, chosen_on=date(2026, 10, 14), ended_on=date(2026, 10, 14))
    BranchChoiceFactory(membership=mona, unit=stage.haslum, chosen_on=date(2026, 10, 14))

    assert [past.period for past in my_membership(stage["member"], stage.today).history] == [
        "fra 14. oktober 2026",
        "14. oktober 2026",
        "1. mars 2026 til 13. oktober 2026",
    ]


def test_min_side_takes_the_same_queries_for_one_and_three_choices(stage, mona):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            my_membership(stage["member"], stage.today)
        return len(asked)

    one = queries()
    choose(mona, stage.sandvika)
    choose(mona, stage.haslum)

    assert (one, queries()) == (one, one)
    assert one <= 11
