"""An officer enters for who calls that they join a network, follow it or leave: the same act, with a receipt."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from lokallag.membership.models import Belonging, Entry
from lokallag.networks.services import end_network, join_network
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from tests.cast import cast
from tests.networks.belonging_stage import network
from tests.networks.stage import decision

pytestmark = pytest.mark.django_db
JOINED = Belonging.Kind.JOINED


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def one(people):
    return network(people)


def enter(client, people, one, who="branch leader", **given):
    path = f"/medlemmer/haslum/{people['member'].membership.pk}/for-medlemmet/nettverk/"
    form = {"network": one.pk, "wish": "joined", "how": "phone", "said_on": localdate().isoformat(), **given}
    return people.sign_in(client, who).post(path, form)


def stored(one):
    return list(Belonging.objects.filter(unit=one.unit).values_list("person__given_name", "kind", "channel"))


def said_to(client):
    return [str(each) for each in client.get("/medlemmer/haslum/").context["messages"]]


@pytest.mark.parametrize("who", ["branch leader", "secretary"])
def test_a_member_who_calls_joins_and_gets_a_receipt(client, people, one, who):
    answer = enter(client, people, one, who)

    assert (answer.status_code, stored(one)) == (302, [("Mona", "joined", "email")])
    entry = Entry.objects.get()
    assert (entry.what, entry.how, entry.entered_by) == ("networks.join_network", "phone", people[who])
    text = Message.objects.get(purpose="membership.entry").text
    assert f"Du er med i {one.unit.names.get().name}." in text


@pytest.mark.parametrize(
    ("wish", "left", "told"),
    [
        ("follows", [("Mona", "follows", "calendar")], "Du følger kalenderen til"),
        ("left", [], "Du er ikke lenger med i"),
    ],
)
def test_so_does_one_who_wants_the_calendar_alone_or_out(client, people, one, wish, left, told):
    join_network(network=one, person=people["member"], kind=JOINED, by=None, at=now())

    enter(client, people, one, wish=wish)

    assert stored(one) == left
    assert told in Message.objects.get(purpose="membership.entry").text


def test_what_the_officer_reads_is_the_same_whether_the_member_was_in_it_or_not(client, people, one):
    path = f"/medlemmer/haslum/{people['member'].membership.pk}/for-medlemmet/nettverk/"
    leader = people.sign_in(client, "branch leader")
    read, receipts = [], []
    for is_in in (False, True):
        if is_in:
            join_network(network=one, person=people["member"], kind=JOINED, by=None, at=now())
        form = leader.get(path).context["page"].form
        answer = enter(client, people, one, wish="joined")
        said = said_to(client)
        listed = [(line.title, line.what) for line in leader.get(path.replace("nettverk/", "")).context["page"].entered]
        read.append((form.initial, answer["Location"], said, listed))
        receipts.append(Message.objects.filter(purpose="membership.entry").count())
        Belonging.objects.all().delete()
        Entry.objects.all().delete()

    assert read[0] == read[1]
    assert read[0][2] == ["Ført inn for Mona Dahl. Kvitteringen er sendt på e-post."]
    assert receipts == [1, 2]


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"network": ""}, "network", "Velg nettverket."),
        ({"network": "999999"}, "network", "Velg nettverket i lista."),
        ({"wish": ""}, "wish", "Velg hva medlemmet vil."),
        ({"channel": "røyk"}, "channel", "Velg en måte i lista."),
        ({"how": ""}, "how", "Velg hvordan medlemmet sa det."),
        ({"said_on": (localdate() + timedelta(days=1)).isoformat()}, "said_on", "Velg i dag eller en tidligere dag."),
        ({"channel": "phone"}, "__all__", "Vi har ikke noe telefonnummer å ringe til. Det må inn på Min side først."),
    ],
)
def test_what_is_missing_or_wrong_is_said_and_the_form_is_kept(client, people, one, given, field, words):
    Person.objects.filter(pk=people["member"].pk).update(phone="")

    answer = enter(client, people, one, **given)

    assert answer.status_code == 422
    assert dict(answer.context["page"].form.errors)[field] == [words]
    assert (stored(one), Entry.objects.count()) == ([], 0)


def test_one_who_is_too_old_is_not_entered_and_the_rule_is_said(client, people):
    young = network(people, age_until=40)
    Person.objects.filter(pk=people["member"].pk).update(birth_year=1950)

    answer = enter(client, people, young)

    assert (answer.status_code, stored(young)) == (422, [])
    assert "ut det året de fyller 40" in answer.content.decode()


@pytest.mark.parametrize("who", ["neighbour leader", "board member", "stranger"])
def test_others_enter_nothing(client, people, one, who):
    assert enter(client, people, one, who).status_code in {403, 404}
    assert stored(one) == []


def test_when_the_network_has_ended_no_entry_tells_who_was_in_it(client, people, one):
    enter(client, people, one)

    end_network(network=one, decision=decision(people), by=people["secretary"], at=now())

    assert list(Entry.objects.values_list("what", "details")) == [("networks.join_network", {})]
