"""Ideas: three lines, companions who say yes before their name is seen, and a contact on the board."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.keeping import Period
from lokallag.core.models import Change
from lokallag.core.stale import StalePage
from lokallag.followup.models import Commitment
from lokallag.networks import services
from lokallag.networks.models import Application, Companion, Idea
from lokallag.networks.services.ideas import forget_ideas
from tests.cast import cast
from tests.networks.ideas_stage import draft, idea, join, letters, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def page(client, found):
    return client.get(f"/nettverk/ideer/{found.pk}/")


class TestWriting:
    def test_it_is_its_owners_alone_until_it_is_published(self, people, client):
        found = idea(people["member"], published=False)
        other = member()

        assert found.state == "kept"
        assert page(people.sign_in(client, "member"), found).status_code == 200
        client.force_login(other)
        assert page(client, found).status_code == 404
        services.publish_idea(idea=found, by=people["member"], at=now())
        assert page(client, found).status_code == 200
        services.unpublish_idea(idea=found, by=people["member"], at=now())
        assert page(client, found).status_code == 404

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"topic": "", "text": "Vi møtes."}, "Skriv hva ideen handler om"),
            ({"topic": "Skole", "text": "  "}, "Tre linjer er nok"),
            ({"topic": "x" * 81, "text": "Vi møtes."}, "Skriv høyst 80 tegn. Nå er det 81."),
            ({"topic": "Skole", "text": "x" * 401}, "Skriv høyst 400 tegn. Nå er det 401."),
        ],
    )
    def test_what_is_wrong_comes_back_with_what_was_written(self, people, client, sent, said):
        answer = people.sign_in(client, "member").post("/nettverk/ideer/ny/", sent)

        assert answer.status_code == 422
        assert said in answer.content.decode()
        assert sent["topic"] in answer.content.decode()
        assert not Idea.objects.exists()

    def test_it_is_written_once_however_often_it_is_sent(self, people, client):
        people.sign_in(client, "member")
        form = {"topic": " Skole  i  nord ", "text": "Vi møtes.", "engangsnokkel": "k"}

        first = client.post("/nettverk/ideer/ny/", form)
        second = client.post("/nettverk/ideer/ny/", form)

        found = Idea.objects.get()
        assert (first.url, second.url) == (f"/nettverk/ideer/{found.pk}/", "/nettverk/ideer/")
        assert found.topic == "Skole i nord"

    def test_a_sixth_at_a_time_is_too_many(self, people):
        for number in range(5):
            last = idea(people["member"], topic=f"Tema {number}")
        with pytest.raises(RuleViolation, match="5 ideer gående"):
            idea(people["member"])
        services.close_idea(idea=last, by=people["member"], at=now())
        assert idea(people["member"]).state == "published"

    def test_two_windows_do_not_write_over_each_other(self, people):
        found = idea(people["member"])
        seen = found.fingerprint
        services.change_idea(idea=found, topic="Oppvekst", text="Ny", by=people["member"], at=now(), seen=seen)
        with pytest.raises(StalePage):
            services.change_idea(idea=found, topic="Skole", text="x", by=people["member"], at=now(), seen=seen)


class TestCompanions:
    def test_who_is_with_it_is_a_number_until_they_say_yes_to_their_name(self, people, client):
        found, kari = idea(people["member"]), member()
        join(found, kari, shows_name=False)
        people.sign_in(client, "member")

        before = page(client, found).content.decode()
        services.join_idea(idea=found, person=kari, shows_name=True, by=kari, at=now())
        after = page(client, found).content.decode()

        assert "1 annen vil være med" in before
        assert "1 annen vil være med" in after
        assert ("Kari Nes" in before, "Kari Nes" in after) == (False, True)

    def test_other_members_see_the_number_alone(self, people, client):
        found = idea(people["member"])
        join(found, member())
        reader = member("Liv", "Dale")
        client.force_login(reader)

        assert "Kari Nes" not in page(client, found).content.decode()
        assert "Kari Nes" not in client.get("/nettverk/ideer/").content.decode()
        join(found, reader, shows_name=False)
        assert "Kari Nes" not in page(client, found).content.decode()
        join(found, reader, shows_name=True)
        assert "Kari Nes" in page(client, found).content.decode()

    def test_a_yes_is_taken_back(self, people, client):
        found, kari = idea(people["member"]), member()
        join(found, kari)
        client.force_login(kari)

        assert client.post(f"/nettverk/ideer/{found.pk}/trekk-deg/").status_code == 302
        assert not Companion.objects.exists()
        assert not services.leave_idea(idea=found, person=kari, by=kari, at=now())

    def test_the_owner_is_told_at_most_once_a_day(self, people):
        found = idea(people["member"])
        join(found, member())
        join(found, member("Liv", "Dale"))

        assert letters("networks.companion") == ["mona.dahl@example.org"]

    @pytest.mark.parametrize("how", ["unpublish_idea", "close_idea"])
    def test_nobody_joins_what_is_not_published(self, people, how):
        found = idea(people["member"])
        getattr(services, how)(idea=found, by=people["member"], at=now())
        with pytest.raises(RuleViolation, match="ikke lagt ut lenger"):
            join(found, member())

    def test_ones_own_idea_is_no_company(self, people):
        with pytest.raises(RuleViolation, match="din egen idé"):
            join(idea(people["member"]), people["member"])

    def test_those_who_are_with_it_go_when_it_is_closed(self, people):
        found = idea(people["member"])
        join(found, member())
        services.close_idea(idea=found, by=people["member"], at=now())
        assert not Companion.objects.exists()

    @pytest.mark.parametrize(("press", "names"), [("ja", True), ("nei", False), ("", False)])
    def test_one_press_says_whether_the_name_is_shown(self, people, client, press, names):
        found, kari = idea(people["member"]), member()
        client.force_login(kari)
        client.post(f"/nettverk/ideer/{found.pk}/bli-med/", {"navn": press})
        assert Companion.objects.get(person=kari).shows_name is names


class TestContact:
    def bring(self, people, client, who):
        found = idea(people["member"], published=False)
        people.sign_in(client, "member")
        answer = client.post(f"/nettverk/ideer/{found.pk}/styret/", {"contact": str(people[who].key)})
        found.refresh_from_db()
        return found, answer

    def test_one_on_the_board_gets_a_task_and_sees_it(self, people, client):
        found, answer = self.bring(people, client, "board member")

        task = Commitment.objects.get()
        assert answer.status_code == 302
        assert (found.contact, task.responsible, task.source_url) == (
            people["board member"],
            people["board member"],
            f"/nettverk/ideer/{found.pk}/",
        )
        assert task.due_on == people.today + timedelta(days=14)
        assert letters("followup.commitment") == ["bilal.khan@example.org"]
        assert page(people.sign_in(client, "board member"), found).status_code == 200
        assert page(people.sign_in(client, "secretary"), found).status_code == 404

    @pytest.mark.parametrize("who", ["branch leader", "deputy member", "stranger"])
    def test_others_cannot_be_chosen(self, people, client, who):
        found, answer = self.bring(people, client, who)
        assert (answer.status_code, found.contact) == (422, None)

    def test_another_contact_takes_over_the_task_and_back_again(self, people):
        found, at = idea(people["member"]), now()
        for number, who in enumerate(("board member", "secretary", "board member")):
            found = services.bring_to_board(
                idea=found, contact=people[who], party=people.party, by=people["member"], at=at + timedelta(days=number)
            )
        assert list(Commitment.objects.order_by("pk").values_list("state", flat=True)) == [
            "superseded",
            "superseded",
            "assigned",
        ]

    def test_a_closed_idea_asks_nothing_of_the_board(self, people, client):
        found, _answer = self.bring(people, client, "board member")
        services.close_idea(idea=found, by=people["member"], at=now())
        assert Commitment.objects.get().state == "superseded"


def test_a_contact_whose_term_is_over_sees_it_no_longer(people, client):
    found = idea(people["member"], published=False)
    services.bring_to_board(
        idea=found, contact=people["board member"], party=people.party, by=people["member"], at=now()
    )
    people["board member"].terms.update(until_on=people.today - timedelta(days=1))
    assert page(people.sign_in(client, "board member"), found).status_code == 404


def test_an_idea_becomes_an_application_with_its_companions_to_ask(people, client):
    found, kari = idea(people["member"]), member()
    join(found, kari)
    join(found, member("Liv", "Dale"), shows_name=False)
    people.sign_in(client, "member")

    start = client.get(f"/nettverk/soknad/ny/?ide={found.pk}").content.decode()
    client.post(f"/nettverk/soknad/ny/?ide={found.pk}", {"name": "Nettverk for skole", "topic": "Skole"})
    application = Application.objects.get()
    ask = client.get(f"/nettverk/soknad/{application.pk}/kandidater/").content.decode()

    assert "2 andre vil være med" in start
    assert (application.idea, application.purpose) == (found, "Vi møtes om skole.")
    assert ("Spør Kari Nes" in ask, "Liv Dale" in ask) == (True, False)


def test_anothers_idea_cannot_be_applied_with(people, client):
    found = idea(member())
    people.sign_in(client, "member")
    client.post(f"/nettverk/soknad/ny/?ide={found.pk}", {"name": "Nettverk", "topic": "Skole"})
    assert Application.objects.get().idea is None
    with pytest.raises(RuleViolation, match="Bare den som har ideen"):
        draft(people["member"], of=found)


@pytest.mark.parametrize("owner", ["mine", "others"])
def test_the_list_asks_the_same_of_the_database_at_one_and_three(people, client, owner, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    people.sign_in(client, "member")
    counts = []
    for number in (1, 2):
        for each in range(number):
            who = people["member"] if owner == "mine" else member("Kari", f"Nes{number}{each}")
            join(idea(who, topic=f"Tema {number} {each}"), member("Ola", f"Dal{number}{each}"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/nettverk/ideer/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 14


def test_closed_and_forgotten_ideas_go(people):
    at = now()
    old = idea(people["member"], at=at - timedelta(days=400))
    over = idea(people["member"])
    services.close_idea(idea=over, by=people["member"], at=at - timedelta(days=100))
    fresh = idea(people["member"], topic="Klima")

    assert forget_ideas(at=at, kept=Period(months=3)) == 2
    assert list(Idea.objects.all()) == [fresh]
    assert old.pk != over.pk


def test_what_is_done_stands_in_the_log(people):
    found = idea(people["member"])
    join(found, member())
    assert set(Change.objects.filter(act__startswith="networks.").values_list("act", flat=True)) == {
        "networks.write_idea",
        "networks.edit_idea",
        "networks.join_idea",
    }
