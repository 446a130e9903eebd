"""Appointing, replacing and leaving: who sits in a steering group, and what follows from it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change as LoggedChange
from lokallag.core.models import Look
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import Membership
from lokallag.membership.services import end_membership
from lokallag.networks import services
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.models import Network
from lokallag.organisation.models import Term
from lokallag.organisation.services import Change, adopt_rules, appoint, seen_of
from lokallag.people.models import Gender, Person
from lokallag.privacy.services.leaving import leave_party
from tests.cast import Cast, cast
from tests.networks.stage import Steered, decision, founded, member, steered

pytestmark = pytest.mark.django_db
PAGE = "/nettverk/fagnettverk-for-klima/styringsgruppe/"
FORM = f"{PAGE}oppnevn/"


@pytest.fixture
def people() -> Cast:
    return cast()


def leaves(person: Person, people: Cast) -> None:
    """Let a membership end, as the import from the national register does."""
    membership = Membership.objects.get(person=person)
    end_membership(membership=membership, ended_on=people.today, reason=EndReason.RESIGNED, by=None, at=now())


def sitting(network: Network, people: Cast, days: int = 0) -> list[str]:
    """Return the given names of those who sit so many days from today, the leader first."""
    terms = Term.objects.live(people.today + timedelta(days=days)).filter(office__unit=network.unit)
    return [term.person.given_name for term in terms.order_by("office_id", "seat") if term.person is not None]


def change(given: Steered, people: Cast, title: str, seat: int, person: Person | None, *, days: int = 1) -> None:
    """Let the board change one seat from a day on, until the term of the others ends."""
    office = given.network.unit.offices.get(title=title)
    services.change_steering_group(
        network=given.network,
        changes=[Change(office, seat, person)],
        from_on=people.today + timedelta(days=days),
        until_on=people.today + timedelta(days=180),
        decision=decision(people, "20/26"),
        by=people["secretary"],
        at=now(),
    )


class TestAppointing:
    def test_a_leader_and_others_sit_for_a_term_by_the_boards_decision(self, people):
        given = steered(people)

        assert sitting(given.network, people) == ["Lene", "Sara"]
        term = Term.objects.get(person=given.leader)
        assert (term.until_on, term.elected_by) == (people.today + timedelta(days=180), "Styremøtet, sak 14/26")
        assert LoggedChange.objects.filter(act="networks.appoint_steering_group").count() == 1

    def test_one_appointed_after_leaving_is_refused_with_words(self, people):
        network, gone = founded(people), member("Gro")
        leaves(gone, people)

        with pytest.raises(RuleViolation) as refused:
            services.appoint_steering_group(
                network=network,
                leader=member("Lene"),
                members=[gone],
                from_on=people.today,
                until_on=people.today + timedelta(days=30),
                decision=decision(people),
                by=people["secretary"],
                at=now(),
            )

        assert str(refused.value) == (
            "Gro Sol er ikke medlem av partiet nå, og kan ikke sitte i styringsgruppa. Velg en som er medlem."
        )
        assert not Term.objects.filter(office__unit=network.unit).exists()

    def test_the_page_of_the_unit_is_no_way_round(self, people):
        network = founded(people)

        with pytest.raises(RuleViolation, match="er ikke medlem av partiet nå"):
            appoint(
                office=network.unit.offices.get(title="leader"),
                person=people["stranger"],
                from_on=people.today,
                until_on=None,
                elected_by="Styret",
                by=people["secretary"],
                at=now(),
            )

    def test_nobody_sits_twice(self, people):
        lene = member("Lene")
        with pytest.raises(RuleViolation, match="Lene Sol står på flere plasser"):
            services.appoint_steering_group(
                network=founded(people),
                leader=lene,
                members=[lene],
                from_on=people.today,
                until_on=people.today,
                decision=decision(people),
                by=people["secretary"],
                at=now(),
            )

    def test_an_ended_network_gets_no_group(self, people):
        given = steered(people)
        Network.objects.update(state=State.ENDED)
        with pytest.raises(RuleViolation, match="Nettverket er avsluttet"):
            change(given, people, "board_member", 2, member("Nina"))


class TestReplacing:
    def test_one_seat_changes_hands_and_the_term_before_ends_the_day_before(self, people):
        given = steered(people)
        change(given, people, "board_member", 1, member("Nina"))

        assert (sitting(given.network, people), sitting(given.network, people, 1)) == (
            ["Lene", "Sara"],
            ["Lene", "Nina"],
        )
        assert Term.objects.get(person=given.sitting).until_on == people.today

    def test_a_group_without_a_leader_is_refused(self, people):
        given = steered(people)
        with pytest.raises(RuleViolation, match="må ha en leder") as refused:
            change(given, people, "leader", 1, None)

        leader = given.network.unit.offices.get(title="leader")
        assert refused.value.field == f"who_{leader.pk}_1"
        assert sitting(given.network, people, 1) == ["Lene", "Sara"]

    def test_with_everybody_gone_the_network_rests_and_a_new_group_wakes_it(self, people):
        given = steered(people)
        Term.objects.filter(person__in=[given.leader, given.sitting]).update(from_on=people.today - timedelta(days=9))
        offices = {office.title: office for office in given.network.unit.offices.all()}
        facts = {"network": given.network, "decision": decision(people), "by": people["secretary"], "at": now()}
        services.change_steering_group(
            changes=[Change(offices["leader"], 1, None), Change(offices["board_member"], 1, None)],
            from_on=people.today,
            until_on=people.today,
            **facts,
        )
        given.network.refresh_from_db()
        assert (given.network.state, given.network.rests_since) == (State.RESTING, people.today)

        services.appoint_steering_group(
            leader=member("Ny"), members=[], from_on=people.today, until_on=people.today + timedelta(days=9), **facts
        )
        given.network.refresh_from_db()
        assert (given.network.state, given.network.rests_since) == (State.ACTIVE, None)


class TestLeavingTheParty:
    def test_who_leaves_here_loses_the_seat_at_once(self, people):
        given = steered(people)
        leave_party(person=given.sitting, by=given.sitting, at=now())
        assert sitting(given.network, people) == ["Lene"]

    def test_whose_membership_ends_in_the_register_loses_the_seat(self, people):
        given = steered(people)
        Term.objects.filter(person=given.sitting).update(from_on=people.today - timedelta(days=9))
        leaves(given.sitting, people)

        lost = services.unseat_those_who_left(at=now())

        assert lost == {given.network.pk}
        assert sitting(given.network, people) == ["Lene"]
        assert Term.objects.get(person=given.sitting).until_on == people.today - timedelta(days=1)
        assert services.unseat_those_who_left(at=now()) == set()

    def test_a_term_that_has_not_begun_is_taken_back(self, people):
        given, nina = steered(people), member("Nina")
        change(given, people, "board_member", 2, nina, days=5)
        leaves(nina, people)

        services.unseat_those_who_left(at=now())

        assert not Term.objects.filter(person=nina).exists()


def sent(people: Cast, **more: str) -> dict[str, str]:
    """Return what the board's form sends."""

    def shown(days: int) -> str:
        return f"{people.today + timedelta(days=days):%d.%m.%Y}"

    return {
        "meeting_on": shown(-1),
        "case_number": "14/26",
        "from_on": shown(0),
        "until_on": shown(300),
        "seen": seen_of(Network.objects.get().unit),
        **more,
    }


def fields(network: Network) -> tuple[str, str, str]:
    """Return the names of the leader's seat and the first two others, as the form ends its fields with them."""
    leader, other = (network.unit.offices.get(title=title) for title in ("leader", "board_member"))
    return f"{leader.pk}_1", f"{other.pk}_1", f"{other.pk}_2"


class TestPages:
    def test_the_board_sees_the_balance_before_it_appoints_and_nobodys_gender(self, people, client):
        network = founded(people)
        adopt_rules(
            unit=people.party, valid_from=people.today, decision="Årsmøtet", by=people["secretary"], at=now(),
            after_version=0, values={"gender_quota": ("40", "Vedtektene § 5")},
        )  # fmt: skip
        for given, gender in (("Kari", Gender.WOMAN), ("Kine", Gender.WOMAN), ("Ulla", Gender.UNKNOWN)):
            member(given, "Berg", gender)
        leader, first, second = fields(network)
        people.sign_in(client, "secretary")
        names = {f"who_{leader}": "Kari Berg", f"who_{first}": "Kine Berg", f"who_{second}": "Ulla Berg"}

        page = client.post(FORM, sent(people, **names)).content.decode()

        assert "2 kvinner, 0 menn. 1 er ikke regnet med" in page
        assert "Regelen er minst 40 prosent av hvert kjønn. Av 3 er det minst 1 av hvert. (Vedtektene § 5)" in page
        assert "Det avhenger av dem som ikke er regnet med." in page
        assert not Term.objects.filter(office__unit=network.unit).exists()

        answer = client.post(FORM, sent(people, **names, utfor="ja"))

        assert (answer.status_code, answer.url) == (302, PAGE)
        assert sitting(network, people) == ["Kari", "Kine", "Ulla"]
        assert Look.objects.filter(act="networks.appoint_steering_group").exists()

    def test_of_one_alone_no_balance_is_shown(self, people, client):
        network = founded(people)
        member("Kari", "Berg", Gender.WOMAN)
        people.sign_in(client, "secretary")
        page = client.post(FORM, sent(people, **{f"who_{fields(network)[0]}": "Kari Berg"})).content.decode()

        assert "Se over før du fører inn" in page
        assert "Kjønnsbalansen" not in page

    def test_the_form_begins_with_a_term_of_the_rule_set(self, people, client):
        founded(people)
        people.sign_in(client, "secretary")
        page = client.get(FORM)

        until = page.context["page"].form.initial["until_on"]
        assert 364 <= (until - people.today).days <= 365

    def test_the_next_term_begins_the_day_after_the_present_one(self, people, client):
        given = steered(people)
        people.sign_in(client, "secretary")
        now_, next_ = (client.get(f"{FORM}{query}").context["page"].form.initial for query in ("", "?periode=ny"))

        last = Term.objects.get(person=given.leader).until_on
        assert (now_["from_on"], now_["until_on"]) == (people.today, last)
        assert next_["from_on"] == last + timedelta(days=1)

    @pytest.mark.parametrize(
        ("what", "says"),
        [
            ({"case_number": ""}, "Skriv saksnummeret"),
            ({"until_on": "01.01.2020"}, "Perioden kan ikke slutte før den begynner"),
            ({"who": "Ingen Ved-Navn"}, "Ingen i registeret heter dette"),
            ({"who": "Stian Rud"}, "Stian Rud er ikke medlem av partiet nå"),
            ({}, "Ingenting er endret"),
        ],
    )
    def test_what_is_wrong_comes_back_with_what_was_written(self, people, client, what, says):
        network = founded(people)
        leader = fields(network)[0]
        data = sent(people, **{(f"who_{leader}" if name == "who" else name): said for name, said in what.items()})
        people.sign_in(client, "secretary")
        answer = client.post(FORM, data)

        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert all(said in answer.content.decode() for said in data.values() if said)

    def test_two_of_the_same_name_are_asked_about(self, people, client):
        network = founded(people)
        first, _second = member("Kari", "Berg"), member("Kari", "Berg")
        leader = fields(network)[0]
        people.sign_in(client, "secretary")
        asked = client.post(FORM, sent(people, **{f"who_{leader}": "Kari Berg"}))
        chosen = sent(people, **{f"who_{leader}": "Kari Berg", f"pick_{leader}": str(first.key)}, utfor="ja")
        client.post(FORM, chosen)

        assert asked.status_code == 422
        assert Term.objects.get(office__unit=network.unit).person == first

    def test_who_saw_another_group_is_told(self, people, client):
        given = steered(people)
        first = fields(given.network)[1]
        member("Nina", "Berg")
        people.sign_in(client, "secretary")
        seen = client.get(FORM).context["page"].form.initial["seen"]
        change(given, people, "board_member", 2, member("Anders"))
        data = sent(people, **{f"who_{first}": "Nina Berg"}, seen=seen, utfor="ja")
        data["from_on"] = f"{people.today + timedelta(days=1):%d.%m.%Y}"
        answer = client.post(FORM, data)

        assert answer.status_code == 422
        assert "Noen andre endret styringsgruppa" in answer.content.decode()
        assert "Nina" not in sitting(given.network, people, 1)

    @pytest.mark.parametrize("count", [1, 3])
    def test_the_page_asks_as_much_for_one_as_for_three(self, people, count, django_assert_max_num_queries):
        given = steered(people)
        office = given.network.unit.offices.get(title="board_member")
        for seat in range(2, 1 + count):
            person = member(f"Nr{seat}")
            office.terms.create(seat=seat, person=person, holder_name=person.name, elected_by="S", from_on=people.today)
        client = people.sign_in(Client(), "secretary")
        with django_assert_max_num_queries(20):
            assert client.get(PAGE).status_code == 200

    def test_a_form_sent_twice_is_carried_out_once(self, people, client):
        network = founded(people)
        member("Kari", "Berg")
        people.sign_in(client, "secretary")
        data = sent(people, **{f"who_{fields(network)[0]}": "Kari Berg"}, utfor="ja", engangsnokkel="k1")
        client.post(FORM, data)
        client.post(FORM, data)

        assert Term.objects.filter(office__unit=network.unit).count() == 1
