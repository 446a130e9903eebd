"""The demo organisation: what it holds, and that nothing but its command can mark a database as a demo."""

import io
from collections import Counter
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import CommandError, call_command
from django.db.models import Sum
from django.db.models.functions import Coalesce
from django.db.utils import ProgrammingError
from django.utils.timezone import localdate, now

from lokallag.core.database import OWNER_ROLE
from lokallag.core.models import Change, DemoMark
from lokallag.demo import cast as demo_cast
from lokallag.demo import facts
from lokallag.demo.builder import annual_meeting_before, demo_exists
from lokallag.demo.population import invent_members
from lokallag.events.models import Event, EventCoordinator, EventHost
from lokallag.membership.models import BranchChoice, Membership
from lokallag.membership.queries import residence_matrix
from lokallag.networks.models import Application, Idea, Network, Survey
from lokallag.organisation.models import Kind, Term, Unit
from lokallag.organisation.queries import rules_on
from lokallag.people.models import DemoPerson, Person
from lokallag.playbook.domain.duties import WHOLE_REVIEW
from lokallag.playbook.domain.reports import NUMBERS
from lokallag.playbook.models import DutyVersion, PlannedActivity, Tip, UnclearDuty, YearPlan
from lokallag.playbook.queries.duty_overview import duty_overview_page
from lokallag.playbook.queries.plan_page import overview_page
from lokallag.playbook.queries.reckoning import reckoner_for
from lokallag.territory.models import Division, PostalArea, PostalCode, Responsibility
from lokallag.territory.queries import held_codes
from tests.databases import DEMO_MEMBERS, IsolatedDatabase, used_by_django


def _party(today: date) -> Unit:
    return Unit.objects.named(today).get(kind=Kind.MUNICIPAL)


def test_the_demo_is_the_organisation_that_the_statement_speaks_of(demo_database: IsolatedDatabase) -> None:
    today = localdate()

    held = held_codes("3201", today)

    assert PostalCode.objects.count() == 63
    assert PostalCode.objects.with_addresses().count() == PostalArea.objects.count() == facts.area_count() == 30
    assert [unit.name for unit in Unit.objects.branches(today)] == sorted(branch.name for branch in demo_cast.BRANCHES)
    assert set(facts.population()) - set(held) == set(demo_cast.DISPUTED)
    assert Membership.objects.live(today).count() == DEMO_MEMBERS
    assert BranchChoice.objects.live(today).count() == DEMO_MEMBERS
    elected = Term.objects.live(today).exclude(office__unit__kind=Kind.NETWORK)
    assert elected.count() == len(demo_cast.BOARD) + 3 * len(demo_cast.BRANCHES)
    assert DemoPerson.objects.count() == 4
    assert not Person.objects.exclude(email="").exclude(email__endswith=".example").exists()
    matrix = residence_matrix(today)
    elsewhere = sum(count for (home, chosen), count in matrix.counts.items() if home != chosen)
    assert 0 < elsewhere < 40
    lines = Division.objects.get().lines.filter(code__in=demo_cast.DISPUTED).count()
    assert lines == 2 * len(demo_cast.DISPUTED)
    rules = rules_on(Unit.objects.get(kind=Kind.MUNICIPAL), today)
    assert (rules.version, {rules.source(key) for key in demo_cast.RULES} & {""}) == (1, set())
    assert all("eksempel" in decision for decision in Responsibility.objects.values_list("decision", flat=True))
    by_act = Counter(Change.objects.values_list("act", flat=True))  # built through the services, which log each act
    assert by_act["membership.choose_branch"] + by_act["membership.place_member"] >= 80
    assert min(by_act[act] for act in ("territory.import_register", "organisation.appoint_officer")) >= 1
    others = Event.objects.exclude(kind="network_meeting")
    assert others.filter(ends_at__lte=now(), state="done").count() == 30
    assert others.filter(ends_at__gt=now()).count() == 20
    assert set(Event.objects.values_list("state", flat=True)) == {"draft", "published", "done", "cancelled"}
    assert Event.objects.filter(audience="age_group", age_from=60).exists()
    assert EventHost.objects.filter(is_main=False, state="accepted").count() == 1
    assert EventCoordinator.objects.count() == 1
    plans = YearPlan.objects.filter(state=YearPlan.Stage.PUBLISHED)
    assert plans.filter(unit__kind=Kind.MUNICIPAL).count() == 3
    party = Unit.objects.named(today).get(kind=Kind.MUNICIPAL)
    overview = overview_page(party, year=today.year, viewer=AnonymousUser(), today=today)
    assert "Skui–Tanum" in {row.name for row in overview.rows if row.has_nothing_ahead}
    assert PlannedActivity.objects.filter(plan__year=today.year - 1).exclude(tip="").count() >= 3
    tips = Counter(Tip.objects.values_list("state", flat=True))
    assert (tips["waiting"], tips["taken_in"] > 1, tips["set_aside"] > 0) == (3, True, True)
    assert {"contacts", "new_members"} <= {name for name, n in _sums(today.year - 1).items() if n}
    assert _without_a_day(party, today) == []
    duties = duty_overview_page(_party(today), viewer=AnonymousUser(), year=today.year, today=today)
    assert Counter(row.state for row in duties.branches) == {"Ikke begynt": 2, "I gang": 2, "Ferdig": 2}
    assert [(row.unclear, row.help) for row in duties.unclear] == [(2, 0), (0, 1), (0, 1)]
    assert DutyVersion.objects.filter(state="published").count() == 2
    assert PlannedActivity.objects.get(plan__unit__kind=Kind.MUNICIPAL, kind__key=WHOLE_REVIEW, state="planned")
    assert UnclearDuty.objects.get(unit__slug="haslum", state="proposed").proposed_side == "board"
    assert Counter(Network.objects.values_list("state", flat=True)) == {"active": 4, "resting": 1}
    assert set(Network.objects.filter(is_trial=True).values_list("age_from", "age_until")) == {(None, 40), (60, None)}
    assert Counter(Application.objects.values_list("stage", flat=True)) == {"submitted": 1, "returned": 1}
    assert Idea.objects.get(state="published").companions.count() == 3
    ends = Term.objects.live(today).filter(office__unit__kind=Kind.NETWORK).values_list("until_on", flat=True)
    assert any((day.year, day.month) == (today.year, today.month) for day in ends)
    assert Event.objects.filter(kind="network_meeting", ends_at__lte=now(), state="done").count() == 9
    assert Event.objects.filter(kind="network_meeting", ends_at__gt=now()).count() == 4
    assert Survey.objects.get(closed_at=None).evaluation.views.count() == 2
    assert demo_exists()

    said = io.StringIO()
    call_command("demo", stdout=said)  # a second time, even as the site's own role: nothing happens
    assert said.getvalue() == "Demoen finnes fra før, og dataene er som du forlot dem.\n"
    assert Person.objects.count() == DEMO_MEMBERS


def _sums(year: int) -> dict[str, int]:
    found = PlannedActivity.objects.filter(plan__year=year)
    return found.aggregate(**{name: Coalesce(Sum(name), 0) for name in NUMBERS})


def _without_a_day(party: Unit, today: date) -> list[tuple[int, str]]:
    """Return what stands in the party's published wheels without a day."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        activities = list(
            PlannedActivity.objects.filter(plan__unit=party, plan__year=year)
            .exclude(state="skipped")  # what moved to another year is skipped in its first one
            .select_related("plan", "kind")
        )
        dated = reckoner_for(party, year=year, today=today).dated(activities)
        found += [(year, each.activity.name) for each in dated if each.day is None]
    return found


@pytest.mark.django_db
def test_the_sites_own_role_cannot_mark_a_database_as_a_demo() -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        DemoMark.objects.create(marked_at=now())


def test_a_database_in_use_never_becomes_a_demo(isolated_database: IsolatedDatabase) -> None:
    from tests.factories import PersonFactory

    PersonFactory()
    with used_by_django(isolated_database.name, OWNER_ROLE), pytest.raises(CommandError, match="er i bruk"):
        call_command("demo", members=80, stdout=io.StringIO())

    assert not demo_exists()


def test_a_demo_that_fails_at_the_end_leaves_nothing(isolated_database: IsolatedDatabase) -> None:
    from tests.factories import UnitFactory

    UnitFactory(name=demo_cast.OTHER_UNITS[-1][1])  # the last name that the demo wants is taken
    with used_by_django(isolated_database.name, OWNER_ROLE), pytest.raises(CommandError, match="Navnet er allerede i"):
        call_command("demo", members=60, stdout=io.StringIO())

    assert (Person.objects.count(), Unit.objects.count(), demo_exists()) == (0, 1, False)


def test_members_are_invented_by_rule() -> None:
    today = date(2026, 11, 23)

    first, again = list(invent_members(300, today=today)), list(invent_members(300, today=today))

    assert first == again
    assert {member.postal_code for member in first} <= set(facts.population())
    assert all(16 <= today.year - member.birth_year <= 92 for member in first)
    assert all(member.joined_on < today for member in first)
    assert 0.55 < sum(bool(member.email) for member in first) / 300 < 0.8


@pytest.mark.parametrize(
    ("today", "meeting"),
    [
        (date(2026, 11, 23), date(2026, 3, 12)),
        (date(2027, 3, 11), date(2026, 3, 12)),
        (date(2027, 3, 12), date(2027, 3, 11)),
    ],
)
def test_the_last_annual_meeting_was_the_second_thursday_of_march(today: date, meeting: date) -> None:
    assert annual_meeting_before(today) == meeting
