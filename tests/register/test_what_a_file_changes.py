"""What a file from the register changes: who is a member is its to say, which branch is chosen is the member's."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.membership.domain.choices import EndReason, Reason
from lokallag.membership.models import BranchChoice, FeeYear, Membership
from lokallag.membership.services import change_address, choose_branch, end_membership, place_member
from lokallag.outbox.models import Recipient
from lokallag.people.models import Person
from lokallag.people.services.contact import change_phone
from lokallag.register import services
from lokallag.register.models import Difference, ImportRow, LeftNumber, RegisterImport
from tests.register.stage import MONA, bring_in, csv, many, read, row, rows_of, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return set_up()


def mona() -> Membership:
    return Membership.objects.get(number="100001")


def test_a_new_member_comes_with_all_that_the_file_says(people):
    line = row(
        "200001", "Åse", "Ås", email="ase@example.org", phone="+47 912 34 567", year="24.12.1979", gender="Kvinne",
        street="Gata 1", code="951", joined="31.12.2019", branch="haslum", fee="Betalt",
    )  # fmt: skip

    of = bring_in(csv(MONA, line))

    member = Membership.objects.get(number="200001")
    person = member.person
    assert (person.name, person.email, person.phone) == ("Åse Ås", "ase@example.org", "91234567")
    assert (person.birth_year, person.gender, person.postal_code) == (1979, "k", "0951")
    assert member.joined_on == date(2019, 12, 31)
    assert [(choice.unit, choice.reason) for choice in member.choices.all()] == [(people.haslum, Reason.IMPORTED)]
    assert list(FeeYear.objects.values_list("membership", "year", "is_paid")) == [(member.pk, 2026, True)]
    assert (of.added, of.changed, of.ended) == ([person.pk], [], [])
    assert person.sort_key == Person.objects.get(family_name="Ås", given_name="Hanne").sort_key.replace("hanne", "{cse")


def test_the_same_file_twice_changes_nothing(people):
    file = csv(MONA, *many(range(300001, 300031), code="1337", branch="Sandvika", fee="Ubetalt", year="1990"))
    bring_in(file)
    before = state()

    of = bring_in(file)

    assert state() == before
    assert (of.added, of.changed, of.ended) == ([], [], [])
    assert of.counts["same"] == 31


def state() -> list[object]:
    """Return all that an import can change."""
    return [list(model.objects.order_by("pk").values_list()) for model in (Person, Membership, BranchChoice, FeeYear)]


def test_a_change_is_shown_old_and_new_and_then_made(people):
    bring_in(csv(MONA, row("5", "Ola", "Li", email="ola@example.org", street="Gata 1")))

    of = read(csv(MONA, row("5", "Ola", "Li", email="OLA@example.org", street="Gata 2", year="1950")))
    assert list(of.rows.filter(verdict="changed").values_list("number", "differs")) == [
        ("5", ["street_address", "birth_year"])
    ]
    services.apply_import(of=of, by=None, at=now())

    ola = Membership.objects.get(number="5").person
    assert (ola.street_address, ola.birth_year, ola.email) == ("Gata 2", 1950, "ola@example.org")


def test_a_member_is_told_at_the_old_address_of_a_new_one(people):
    bring_in(csv(MONA, row("5", "Ola", "Li", email="gammel@example.org")))

    bring_in(csv(MONA, row("5", "Ola", "Li", email="ny@example.org")))

    [told] = Recipient.objects.filter(message__purpose="people.notice")
    assert (told.address, Membership.objects.get(number="5").person.email) == ("gammel@example.org", "ny@example.org")


def test_an_empty_cell_says_nothing(people):
    bring_in(csv(MONA, row("5", "Ola", "Li", email="ola@example.org", code="1344")))

    bring_in(csv(MONA, row("5", "Ola", "Li")))

    assert Membership.objects.get(number="5").person.email == "ola@example.org"


@pytest.mark.parametrize("reason", [Reason.OWN_CHOICE, Reason.FOLLOWED_SUGGESTION])
def test_an_own_choice_of_branch_is_never_overwritten(people, reason):
    choose_branch(membership=mona(), unit=people.sandvika, by=people["member"], at=now(), reason=reason)

    of = bring_in(csv(MONA))

    assert mona().choices.get(ended_on=None).unit == people.sandvika
    assert of.changed == []
    assert list(Difference.objects.values_list("about", "theirs")) == [("branch", "Haslum")]


def test_a_place_given_by_the_board_is_not_overwritten_either(people):
    place_member(membership=mona(), unit=people.sandvika, note="Ba om det", by=people["secretary"], at=now())

    bring_in(csv(MONA))

    assert mona().choices.get(ended_on=None).unit == people.sandvika


def test_an_imported_branch_follows_the_file(people):
    bring_in(csv(MONA.replace("Haslum", "Sandvika")))

    assert [(choice.unit, choice.reason) for choice in mona().choices.filter(ended_on=None)] == [
        (people.sandvika, Reason.IMPORTED)
    ]
    assert Difference.objects.count() == 0


def test_a_difference_goes_when_the_register_agrees(people):
    choose_branch(membership=mona(), unit=people.sandvika, by=people["member"], at=now())
    bring_in(csv(MONA))

    bring_in(csv(MONA.replace("Haslum", "Sandvika")))

    assert Difference.objects.count() == 0
    assert mona().choices.get(ended_on=None).reason == Reason.OWN_CHOICE


def test_contact_details_changed_here_win_over_what_the_register_said_before(people):
    file = csv(row("100001", "Mona", "Dahl", phone="91111111", street="Gamleveien 1", code="1344", branch="Haslum"))
    bring_in(file)
    change_phone(person=people["member"], phone="92222222", by=people["member"], at=now())

    of = bring_in(file)

    people["member"].refresh_from_db()
    assert people["member"].phone == "92222222"
    assert (of.changed, list(Difference.objects.values_list("about", "theirs"))) == ([], [("phone", "91111111")])


def test_an_own_change_wins_before_the_register_has_said_anything_too(people):
    change_address(
        person=people["member"], street_address="Nyveien 2", postal_code="1344", by=people["member"], at=now()
    )

    bring_in(csv(row("100001", "Mona", "Dahl", street="Gamleveien 1", phone="93333333")))

    people["member"].refresh_from_db()
    assert (people["member"].street_address, people["member"].phone) == ("Nyveien 2", "93333333")
    assert list(Difference.objects.values_list("about", "theirs")) == [("street_address", "Gamleveien 1")]


def test_taking_the_registers_word_settles_it(people):
    change_address(
        person=people["member"], street_address="Nyveien 2", postal_code="1344", by=people["member"], at=now()
    )
    file = csv(row("100001", "Mona", "Dahl", street="Gamleveien 1"))
    bring_in(file)

    services.take_theirs(difference=Difference.objects.get(), by=people["secretary"], at=now())
    bring_in(file)

    people["member"].refresh_from_db()
    assert (people["member"].street_address, Difference.objects.count()) == ("Gamleveien 1", 0)


def test_those_gone_from_the_file_end_with_the_reason_given(people):
    bring_in(csv(MONA, *many(range(1, 60))))
    bring_in(csv(MONA, *many(range(1, 59))), reason=EndReason.UNPAID)

    gone = Membership.objects.get(number="59")
    assert (gone.ended_on, gone.end_reason) == (localdate(), "unpaid")
    assert Change.objects.filter(act="membership.end_membership", target_id=str(gone.pk)).count() == 1


def test_one_of_them_can_end_for_another_reason(people):
    bring_in(csv(MONA, *many(range(1, 60))))
    of = read(csv(MONA, *many(range(1, 58))))
    services.answer_ends(of=of, reasons={Membership.objects.get(number="58").pk: EndReason.DIED})
    of.end_reason = EndReason.UNPAID
    of.save()
    services.apply_import(of=of, by=None, at=now())

    ended = Membership.objects.exclude(ended_on=None).order_by("number").values_list("number", "end_reason")
    assert list(ended) == [("58", "died"), ("59", "unpaid")]


def test_a_rejected_row_does_not_make_its_member_gone(people):
    bring_in(csv(MONA, *many(range(1, 40))))

    of = read(csv(MONA, *many(range(1, 39)), row("39", "Per", "Mange", year="1875")))

    assert (rows_of(of, "rejected"), of.counts["gone"]) == (["39"], 0)


def test_who_left_here_is_not_brought_back_until_a_file_has_forgotten_them(people):
    bring_in(csv(MONA, row("7", "Eva", "Ut", year="1970")))
    services.remember_left(number="7", at=now())
    Membership.objects.filter(number="7").delete()
    Person.objects.filter(family_name="Ut").delete()

    of = bring_in(csv(MONA, row("7", "Eva", "Ut", year="1970")))
    assert (of.counts["left"], Person.objects.filter(family_name="Ut").count()) == (1, 0)

    bring_in(csv(MONA))
    assert LeftNumber.objects.count() == 0
    bring_in(csv(MONA, row("7", "Eva", "Ut", year="1970")))
    assert Person.objects.filter(family_name="Ut").count() == 1


def test_who_was_ended_here_by_hand_is_not_brought_back(people):
    end_membership(membership=mona(), ended_on=localdate(), reason=EndReason.RESIGNED, by=people["secretary"], at=now())

    of = bring_in(csv(MONA))

    assert (of.counts["left"], mona().ended_on) == (1, localdate())


def test_who_was_gone_from_a_file_comes_back_with_the_next(people):
    bring_in(csv(MONA, *many(range(1, 60))))
    bring_in(csv(MONA, *many(range(1, 59))), reason=EndReason.UNPAID)

    of = bring_in(csv(MONA, *many(range(1, 60), branch="Haslum")))

    back = Membership.objects.get(number="59")
    assert (of.counts["returned"], back.ended_on, back.choices.get().unit) == (1, None, people.haslum)


def test_a_number_with_another_name_needs_a_yes(people):
    file = csv(row("100001", "Mona", "Berg", year="1980", phone="95555555"))

    bring_in(file)
    people["member"].refresh_from_db()
    assert (people["member"].family_name, people["member"].phone) == ("Dahl", "")

    of = read(file)
    services.answer_row(row=of.rows.get(), answer="yes", at=now())
    services.apply_import(of=of, by=None, at=now())
    people["member"].refresh_from_db()
    assert (people["member"].name, people["member"].sort_key) == ("Mona Berg", "berg mona")


def test_a_known_person_with_another_number_waits_for_an_answer(people):
    file = csv(MONA, row("900", "Stian", "Rud", year="1980"))

    of = bring_in(file)
    assert (of.counts["alike"], Membership.objects.filter(number="900").count()) == (1, 0)

    of = read(file)
    services.answer_row(row=of.rows.get(verdict="alike"), answer="same", at=now())
    services.apply_import(of=of, by=None, at=now())
    assert Membership.objects.get(number="900").person == people["stranger"]


def test_two_persons_of_one_name_are_two_when_an_officer_says_so(people):
    of = read(csv(MONA, row("900", "Stian", "Rud", year="1980")))
    services.answer_row(row=of.rows.get(verdict="alike"), answer="other", at=now())

    services.apply_import(of=of, by=None, at=now())

    assert Person.objects.filter(family_name="Rud").count() == 2


def test_a_member_who_got_a_new_number_is_not_gone(people):
    of = read(csv(row("100777", "Mona", "Dahl", year="1980")))
    assert (of.counts["alike"], of.counts["gone"]) == (1, 1)

    services.answer_row(row=of.rows.get(), answer="same", at=now())
    of = services.apply_import(of=of, by=None, at=now())

    assert (of.counts["gone"], people["member"].membership.number) == (0, "100001")
    assert Membership.objects.get(person=people["member"]).number == "100777"


def test_somebody_who_stands_in_the_file_twice_is_asked_about_and_made_once(people):
    file = csv(MONA, row("100777", "Mona", "Dahl", year="1980"))
    of = bring_in(file)
    assert (of.counts["alike"], Person.objects.filter(family_name="Dahl").count()) == (1, 1)

    of = read(file)
    twin = of.rows.get(verdict="alike")
    assert twin.hints == ["double"]
    services.answer_row(row=twin, answer="same", at=now())
    services.apply_import(of=of, by=None, at=now())

    assert Person.objects.filter(family_name="Dahl").count() == 1
    assert Membership.objects.get(person=people["member"]).number == "100001"


def test_one_of_the_same_name_and_email_is_asked_about_though_no_year_is_known(people):
    of = read(csv(MONA, row("100777", "Mona", "Dahl", email="Mona.Dahl@example.org")))

    assert (of.counts["alike"], of.counts["new"]) == (1, 0)


def test_a_protected_address_is_never_opened_by_a_file(people):
    Person.objects.filter(pk=people["member"].pk).update(is_protected=True)
    file = (MONA + ";Nei").encode()

    bring_in(csv(headers="x").replace(b"x\r\n", b"") + csv(MONA).split(b"\r\n")[0] + b";Beskyttet adresse\r\n" + file)

    people["member"].refresh_from_db()
    assert people["member"].is_protected


def test_a_couple_with_one_address_are_two_new_members(people):
    of = bring_in(
        csv(MONA, row("1", "Kari", "To", email="to@example.org"), row("2", "Ola", "To", email="to@example.org"))
    )

    assert len(of.added) == 2


def test_more_than_twenty_or_five_percent_do_not_go_on_one_officers_word(people):
    bring_in(csv(MONA, *many(range(1, 100))))
    before = state()

    with pytest.raises(RuleViolation, match="6 medlemmer er ikke i filen"):
        bring_in(csv(MONA, *many(range(1, 94))))

    assert state() == before


def test_rows_lost_in_a_crash_end_nobody(people):
    of = read(csv(MONA, *many(range(1, 30))))
    ImportRow.objects.filter(of=of, number="5").delete()

    with pytest.raises(RuleViolation, match="gått tapt"):
        services.apply_import(of=of, by=None, at=now())


def test_the_log_has_the_counts_and_the_import_has_the_ids(people):
    of = bring_in(csv(MONA, row("5", "Ola", "Li")))

    logged = Change.objects.get(act="register.import_members")
    assert (logged.target_id, logged.details["added"], logged.details["ended"]) == (str(of.pk), 1, 0)
    assert RegisterImport.objects.filter(added__contains=[Person.objects.get(family_name="Li").pk]).get() == of


def test_files_and_rows_are_gone_after_a_day(people):
    of = read(csv(MONA), at=now() - timedelta(hours=25))

    services.forget_imports(at=now())

    of.refresh_from_db()
    assert (of.state, ImportRow.objects.count()) == ("dropped", 0)


def test_an_import_is_read_without_the_ids_of_all_whom_it_touched_and_keeps_them_itself(people):
    of = bring_in(csv(MONA, *many(range(1000, 1003))))

    found = RegisterImport.objects.get(pk=of.pk)

    assert found.get_deferred_fields() == {"added", "changed", "ended"}
    new = Person.objects.filter(membership__number__in=["1000", "1001", "1002"])
    assert (sorted(found.added), found.changed, found.ended) == (sorted(new.values_list("pk", flat=True)), [], [])
