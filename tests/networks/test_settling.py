"""What follows by itself from who sits: a network rests, its members are told, the board gets the task in time."""

from datetime import datetime, timedelta

import pytest
from django.utils.timezone import now

from lokallag.followup.models import Commitment
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.models import Unsubscription
from lokallag.networks import services
from lokallag.networks.domain.lifecycle import State
from lokallag.networks.jobs import settle_steering_groups
from lokallag.networks.models import Network
from lokallag.organisation.models import Term
from lokallag.outbox.models import Message, Recipient
from lokallag.privacy.services.leaving import leave_party
from tests.cast import Cast, cast
from tests.networks.stage import decision, founded, joins, member, steered

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return cast()


def in_days(days: int) -> datetime:
    """Return the same time of the day so many days from now."""
    return now() + timedelta(days=days)


def tasks() -> list[Commitment]:
    """Return the board's commitments about steering groups."""
    return list(Commitment.objects.filter(source_key__startswith="networks.term_ends:").order_by("pk"))


class TestResting:
    def test_the_network_works_on_the_last_day_and_rests_the_day_after(self, people):
        given = steered(people, until=people.today + timedelta(days=10))
        services.settle_steering_groups(at=in_days(10))
        given.network.refresh_from_db()
        on_the_last_day = given.network.state

        services.settle_steering_groups(at=in_days(11))
        given.network.refresh_from_db()

        assert (on_the_last_day, given.network.state) == (State.ACTIVE, State.RESTING)
        assert given.network.rests_since == people.today + timedelta(days=11)

    def test_those_who_chose_email_are_told_once_and_nobody_else(self, people):
        given = steered(people, until=people.today)
        eva = joins(given.network, "Eva")
        follower = joins(given.network, "Fay", kind="follows")
        joins(given.network, "Per", channel="phone")
        joins(given.network, "Kai", channel="calendar")
        Unsubscription.objects.create(person=joins(given.network, "Ute"), kind=Kind.NEWS, at=now(), way="link")

        services.settle_steering_groups(at=in_days(1))
        services.settle_steering_groups(at=in_days(1))

        [message] = Message.objects.filter(subject__contains="hviler")
        assert message.subject == "Fagnettverk for klima hviler nå"
        told = set(message.recipients.values_list("recipient_key", flat=True))
        assert told == {str(eva.key), str(follower.key)}

    def test_each_is_told_in_their_own_language(self, people):
        given = steered(people, until=people.today)
        joins(given.network, "Eva", person__language="nn")
        services.settle_steering_groups(at=in_days(1))

        assert Message.objects.get(purpose=Kind.NEWS.purpose).language == "nn"

    def test_when_the_last_one_leaves_the_party_it_rests(self, people):
        given = steered(people)
        for person in (given.leader, given.sitting):
            leave_party(person=person, by=person, at=now())
        settle_steering_groups(timestamp=int(now().timestamp()))

        given.network.refresh_from_db()
        assert given.network.state == State.RESTING

    def test_one_whose_first_group_has_not_begun_is_left_alone(self, people):
        network = founded(people)
        services.appoint_steering_group(
            network=network,
            leader=member("Lene"),
            members=[],
            from_on=people.today + timedelta(days=5),
            until_on=people.today + timedelta(days=200),
            decision=decision(people),
            by=people["secretary"],
            at=now(),
        )
        services.settle_steering_groups(at=now())
        network.refresh_from_db()
        assert network.state == State.ACTIVE

    def test_an_ended_one_stays_ended(self, people):
        given = steered(people, until=people.today)
        Network.objects.update(state=State.ENDED)
        services.settle_steering_groups(at=in_days(3))
        given.network.refresh_from_db()
        assert given.network.state == State.ENDED


class TestTheBoardsTask:
    def test_it_comes_by_itself_before_the_term_ends_and_once(self, people):
        until = people.today + timedelta(days=100)
        given = steered(people, until=until)
        services.settle_steering_groups(at=in_days(39))
        early = tasks()

        services.settle_steering_groups(at=in_days(40))
        services.settle_steering_groups(at=in_days(41))

        assert early == []
        [task] = tasks()
        assert (task.unit, task.due_on, task.responsible) == (people.party, until, people["board leader"])
        assert task.title == "Oppnevn styringsgruppe i Fagnettverk for klima"
        assert task.source_url == f"/nettverk/{given.network.unit.slug}/styringsgruppe/"

    def test_a_group_for_the_next_term_answers_it(self, people):
        until = people.today + timedelta(days=20)
        given = steered(people, until=until)
        [task] = tasks()
        services.appoint_steering_group(
            network=given.network,
            leader=given.leader,
            members=[],
            from_on=until + timedelta(days=1),
            until_on=until + timedelta(days=300),
            decision=decision(people),
            by=people["secretary"],
            at=now(),
        )
        task.refresh_from_db()
        assert (task.state, task.answer) == ("done", "Styret har oppnevnt styringsgruppe.")
        services.settle_steering_groups(at=now())
        assert len(tasks()) == 1

    def test_the_board_is_told_when_the_leader_is_gone_and_others_sit(self, people):
        given = steered(people)
        Term.objects.filter(person=given.leader).update(
            from_on=people.today - timedelta(days=9), until_on=people.today - timedelta(days=1)
        )
        services.settle_steering_groups(at=now())

        [task] = tasks()
        given.network.refresh_from_db()
        assert (task.due_on, given.network.state) == (people.today, State.ACTIVE)

    def test_where_the_network_is_ended_the_task_is_closed(self, people):
        steered(people, until=people.today + timedelta(days=20))
        [task] = tasks()
        Network.objects.update(state=State.ENDED)
        services.settle_steering_groups(at=now())
        task.refresh_from_db()
        assert (task.state, task.answer) == ("superseded", "Nettverket er avsluttet.")

    def test_nothing_to_do_costs_the_same_for_one_and_three(self, people, django_assert_num_queries):
        counts = []
        for number in range(3):
            network = founded(people, f"Nettverk {number}")
            services.appoint_steering_group(
                network=network,
                leader=member(f"Nr{number}"),
                members=[],
                from_on=people.today,
                until_on=people.today + timedelta(days=20),
                decision=decision(people),
                by=people["secretary"],
                at=now(),
            )
            with django_assert_num_queries(counts[0] if counts else 10) as asked:
                services.settle_steering_groups(at=now())
            counts.append(len(asked))


def test_a_letter_on_its_way_stops_when_the_person_has_left_the_network(people):
    from lokallag.outbox.domain.checks import Waiting, sender_of

    given = steered(people, until=people.today)
    eva, leaver = joins(given.network, "Eva"), joins(given.network, "Leif")
    services.settle_steering_groups(at=in_days(1))
    leaver.belongings.all().delete()
    rows = Recipient.objects.filter(message__subject__contains="hviler").select_related("message")
    letters = [Waiting(row.message.key, row.recipient_key, row.address) for row in rows]

    answer = sender_of(Kind.NEWS.purpose).check(letters, in_days(1))

    assert {letter.recipient_key for letter in answer.may} == {str(eva.key)}
