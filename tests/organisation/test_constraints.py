"""What can never be false in the tables, asked of the tables themselves: no service stands between."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, ProgrammingError, connection, models, transaction

from lokallag.core.errors import RuleViolation
from lokallag.organisation import services
from lokallag.organisation.models import BoardContact, Kind, Office, Profile, Rule, RuleSet, Term, Title, Unit, UnitName
from tests.factories import (
    NOON,
    BoardContactFactory,
    MunicipalFactory,
    OfficeFactory,
    PersonFactory,
    ProfileFactory,
    TermFactory,
    UnitFactory,
)

DAY = date(2026, 6, 1)
ONE = timedelta(days=1)


def refused_by(write: Callable[[], object]) -> str:
    """Return the name of the constraint that refuses to store it."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        write()
    return refused.value.__cause__.diag.constraint_name


@pytest.mark.django_db
class TestUnits:
    def test_a_network_has_no_right_to_propose(self):
        def write():
            UnitFactory(kind=Kind.NETWORK, has_proposal_right=True)

        assert refused_by(write) == "unit_network_cannot_propose"

    @pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.NETWORK])
    @pytest.mark.parametrize("has_right", [True, False])
    def test_for_all_others_the_right_is_the_rule_sets(self, kind, has_right):
        assert UnitFactory(kind=kind, has_proposal_right=has_right).has_proposal_right is has_right

    def test_a_unit_does_not_become_a_network_with_the_right(self):
        unit = UnitFactory(kind=Kind.COMMITTEE)

        assert refused_by(lambda: Unit.objects.filter(pk=unit.pk).update(kind=Kind.NETWORK)) == (
            "unit_network_cannot_propose"
        )

    def test_it_closes_after_it_opens(self):
        unit = UnitFactory(opened_on=DAY)

        assert refused_by(lambda: Unit.objects.filter(pk=unit.pk).update(closed_on=DAY - ONE)) == (
            "unit_closes_after_it_opens"
        )
        assert Unit.objects.filter(pk=unit.pk).update(closed_on=DAY) == 1

    def test_it_does_not_lie_under_itself(self):
        unit = UnitFactory()

        assert refused_by(lambda: Unit.objects.filter(pk=unit.pk).update(parent=unit)) == "unit_is_not_its_own_parent"

    def test_there_is_one_municipal_party_and_one_profile(self):
        ProfileFactory()
        other = UnitFactory()

        assert refused_by(lambda: UnitFactory(kind=Kind.MUNICIPAL)) == "unit_one_municipal_party"
        assert refused_by(lambda: Profile.objects.create(main_unit=other)) == "profile_one_row"

    @pytest.mark.parametrize("colour", ["red", "#B3212B", "#b3212", "b3212b", "#b3212g", "#b3212\n"])
    def test_a_colour_is_a_hash_and_six_signs(self, colour):
        profile = ProfileFactory()

        assert (
            refused_by(lambda: Profile.objects.filter(pk=profile.pk).update(colour=colour)) == "profile_colour_is_hex"
        )


@pytest.mark.django_db
class TestNames:
    @pytest.mark.parametrize(
        ("first", "second", "name"),
        [
            ((0, None), (5, None), "unit_name_one_at_a_time"),
            ((0, 5), (5, None), "unit_name_one_at_a_time"),
            ((5, 9), (0, None), "unit_name_one_at_a_time"),
        ],
    )
    def test_a_unit_has_one_name_at_a_time(self, first, second, name):
        unit = unit_without_name()
        name_it(unit, "En", first)

        assert refused_by(lambda: name_it(unit, "To", second)) == name

    def test_names_may_follow_each_other_day_by_day(self):
        unit = unit_without_name()

        assert name_it(unit, "En", (0, 4)) != name_it(unit, "To", (5, None))

    @pytest.mark.parametrize("name", ["Haslum", "haslum", "HASLUM"])
    def test_no_two_units_have_a_name_at_the_same_time(self, name):
        name_it(unit_without_name(), "Haslum", (0, 9))
        other = unit_without_name()

        assert refused_by(lambda: name_it(other, name, (9, None))) == "unit_name_used_once"
        assert name_it(other, name, (10, None)).pk

    def test_it_ends_after_it_begins_and_says_something(self):
        unit = unit_without_name()

        assert refused_by(lambda: name_it(unit, "En", (5, 4))) == "unit_name_ends_after_it_begins"
        assert refused_by(lambda: name_it(unit, "", (0, None))) == "unit_name_is_not_empty"


def unit_without_name() -> Unit:
    unit = UnitFactory()
    unit.names.all().delete()
    return unit


def name_it(unit: Unit, name: str, days: tuple[int, int | None]) -> UnitName:
    first, last = (None if number is None else DAY + number * ONE for number in days)
    return UnitName.objects.create(unit=unit, name=name, valid_from=first, valid_until=last)


@pytest.mark.django_db
class TestTerms:
    @pytest.mark.parametrize(
        ("first", "second"),
        [((0, None), (5, None)), ((0, 5), (5, 9)), ((0, 9), (3, 4)), ((3, 4), (0, 9)), ((5, None), (0, 5))],
    )
    def test_no_two_overlap_on_a_seat(self, first, second):
        office = OfficeFactory(seats=2)
        hold(office, 1, first)

        assert refused_by(lambda: hold(office, 1, second)) == "term_no_overlap_on_seat"
        assert hold(office, 2, second).pk

    def test_one_may_follow_the_other_the_next_day(self):
        office = OfficeFactory()

        assert hold(office, 1, (0, 4)) != hold(office, 1, (5, None))

    def test_it_ends_after_it_begins(self):
        term = TermFactory(from_on=DAY)

        assert refused_by(lambda: Term.objects.filter(pk=term.pk).update(until_on=DAY - ONE)) == (
            "term_ends_after_it_begins"
        )
        assert Term.objects.filter(pk=term.pk).update(until_on=DAY) == 1

    def test_a_term_stays_with_its_name_when_the_person_is_gone(self):
        term = TermFactory(person__given_name="Kari", person__family_name="Ås")

        Term.objects.update(person=None)

        term.refresh_from_db()
        assert (term.person, term.holder_name) == (None, "Kari Ås")
        assert Term._meta.get_field("person").remote_field.on_delete is models.SET_NULL

    @pytest.mark.parametrize("seats", [0, 61])
    def test_an_office_has_between_1_and_60_seats(self, seats):
        assert refused_by(lambda: OfficeFactory(seats=seats)) == "office_has_seats"

    def test_an_office_stands_once_in_a_unit(self):
        office = OfficeFactory()

        assert refused_by(lambda: Office.objects.create(unit=office.unit, title=office.title)) == "office_once_per_unit"
        assert Office.objects.create(unit=office.unit, title=office.title, called="Ordfører").pk


def hold(office: Office, seat: int, days: tuple[int, int | None]) -> Term:
    first, last = (None if number is None else DAY + number * ONE for number in days)
    return TermFactory(office=office, seat=seat, from_on=first, until_on=last)


@pytest.mark.django_db
class TestContacts:
    def test_a_branch_has_one_contact_at_a_time(self):
        contact = BoardContactFactory(from_on=DAY)

        assert refused_by(lambda: BoardContactFactory(branch=contact.branch, from_on=DAY + ONE)) == (
            "board_contact_one_per_branch"
        )
        BoardContact.objects.update(until_on=DAY)
        assert BoardContactFactory(branch=contact.branch, from_on=DAY + ONE).pk


@pytest.mark.django_db
class TestRuleSets:
    @pytest.fixture
    def rule_set(self):
        return services.adopt_rules(
            unit=MunicipalFactory(),
            values={"notice_days": ("21", "§ 5")},
            valid_from=DAY,
            decision="Årsmøtet",
            after_version=0,
            by=None,
            at=NOON,
        )

    @pytest.mark.parametrize(
        "write",
        [
            lambda found: RuleSet.objects.filter(pk=found.pk).update(valid_from=DAY - ONE),
            lambda found: Rule.objects.filter(rule_set=found).update(value="1"),
            lambda found: Rule.objects.filter(rule_set=found).delete(),
            lambda found: found.delete(),
            lambda _found: connection.cursor().execute("TRUNCATE organisation_rule"),
            lambda _found: connection.cursor().execute("TRUNCATE organisation_ruleset CASCADE"),
        ],
    )
    def test_what_is_adopted_never_changes(self, rule_set, write):
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            write(rule_set)

        stored = RuleSet.objects.get()
        assert (stored.valid_from, [rule.value for rule in stored.rules.all()]) == (DAY, ["21"])

    def test_a_version_and_a_rule_stand_once(self, rule_set):
        def version():
            RuleSet.objects.create(unit=rule_set.unit, version=1, valid_from=DAY, decision="x", written_at=NOON)

        def rule():
            Rule.objects.create(rule_set=rule_set, key="notice_days", value="1")

        assert (refused_by(version), refused_by(rule)) == ("rule_set_version_once", "rule_once_per_set")


class TestAtTheSameMoment:
    """Two connections at once, each in a transaction of its own."""

    def test_two_terms_on_one_seat_written_past_the_service(self, isolated_database):
        office = OfficeFactory()
        first, second = PersonFactory(), PersonFactory()

        def write(person):
            with transaction.atomic():
                TermFactory(office=office, person=person)

        answers = together(lambda: write(first), lambda: write(second))

        assert sorted(answers) == ["IntegrityError", "done"]
        assert Term.objects.count() == 1

    def test_two_elected_to_the_last_seat(self, isolated_database):
        office = OfficeFactory()
        persons = [PersonFactory(), PersonFactory()]

        def appoint(person):
            services.appoint(
                office=office, person=person, from_on=DAY, until_on=None, elected_by="Årsmøtet", by=None, at=NOON
            )

        answers = together(*(lambda person=person: appoint(person) for person in persons))

        assert sorted(answers) == ["RuleViolation", "done"]
        assert Term.objects.count() == 1

    def test_two_elected_to_two_seats_get_one_each(self, isolated_database):
        office = OfficeFactory(seats=2)
        persons = [PersonFactory(), PersonFactory()]

        def appoint(person):
            services.appoint(
                office=office, person=person, from_on=DAY, until_on=None, elected_by="Årsmøtet", by=None, at=NOON
            )

        answers = together(*(lambda person=person: appoint(person) for person in persons))

        assert answers == ["done", "done"]
        assert sorted(Term.objects.values_list("seat", flat=True)) == [1, 2]

    def test_two_units_take_the_same_name(self, isolated_database):
        def create():
            services.create_unit(
                kind=Kind.BRANCH, name="Skui", parent=None, opened_on=DAY, decision="", by=None, at=NOON
            )

        answers = together(create, create)

        assert sorted(answers) == ["RuleViolation", "done"]
        assert Unit.objects.count() == 1

    def test_two_write_the_next_version_of_the_rules(self, isolated_database):
        party = MunicipalFactory()

        def adopt():
            services.adopt_rules(
                unit=party, values={}, valid_from=DAY, decision="Sak 5", after_version=0, by=None, at=NOON
            )

        answers = together(adopt, adopt)

        assert sorted(answers) == ["StalePage", "done"]
        assert RuleSet.objects.count() == 1

    def test_somebody_is_elected_while_the_unit_is_closed(self, isolated_database):
        unit = UnitFactory(opened_on=DAY)
        office, person = OfficeFactory(unit=unit, title=Title.LEADER), PersonFactory()

        def close():
            services.close_unit(unit=unit, last_day=DAY, by=None, at=NOON)

        def appoint():
            services.appoint(
                office=office, person=person, from_on=DAY, until_on=None, elected_by="Årsmøtet", by=None, at=NOON
            )

        together(close, appoint)

        assert not Term.objects.live(DAY + ONE).exists()


def together(*acts: Callable[[], object]) -> list[str]:
    """Do the acts at the same moment, each on a connection of its own; say "done" or which fault each met."""
    barrier = threading.Barrier(len(acts))
    answers = [""] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(20)
            act()
            answers[place] = "done"
        except (IntegrityError, RuleViolation) as fault:
            answers[place] = type(fault).__name__
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place, act)) for place, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return answers
