"""Interests: the board's list, what each ticks, and numbers from five upward alone."""

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.membership import queries, services
from lokallag.membership.models import Interest, InterestTopic, Membership
from tests.cast import cast
from tests.factories import MembershipFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def topic(name="Skole"):
    return services.add_topic(name=name, by=None, at=now())


def tick(person, *topics):
    services.choose_interests(person=person, topics=topics, by=person, at=now())


def members(count):
    return [MembershipFactory().person for _ in range(count)]


class TestTheList:
    def test_the_boards_officers_keep_it(self, people, client):
        people.sign_in(client, "secretary")
        client.post("/medlemmer/temaer/", {"name": " Skole  og SFO "})
        found = InterestTopic.objects.get()
        assert found.name == "Skole og SFO"
        client.post(f"/medlemmer/temaer/{found.pk}/", {"name": "Skole"})
        found.refresh_from_db()
        assert found.name == "Skole"
        client.post(f"/medlemmer/temaer/{found.pk}/slett/")
        client.post(f"/medlemmer/temaer/{found.pk}/slett/")
        assert not InterestTopic.objects.exists()

    @pytest.mark.parametrize(
        ("name", "said"), [("", "Skriv hva temaet heter"), ("skole", "står på lista allerede"), ("x" * 61, "høyst 60")]
    )
    def test_what_is_wrong_is_told(self, people, client, name, said):
        topic()
        answer = people.sign_in(client, "secretary").post("/medlemmer/temaer/", {"name": name})
        assert (answer.status_code, said in answer.content.decode()) == (422, True)
        assert InterestTopic.objects.count() == 1

    def test_sixty_are_enough(self, people):
        InterestTopic.objects.bulk_create([InterestTopic(name=f"Tema {number}") for number in range(60)])
        with pytest.raises(RuleViolation, match="Lista er full"):
            topic()

    @pytest.mark.parametrize(("who", "status"), [("secretary", 200), ("board member", 403), ("member", 403)])
    def test_others_do_not(self, people, client, who, status):
        assert people.sign_in(client, who).get("/medlemmer/temaer/").status_code == status


class TestOnesOwn:
    def test_they_are_ticked_and_shown_on_min_side(self, people, client):
        school, climate = topic(), topic("Klima")
        people.sign_in(client, "member")
        assert "Du har ikke krysset av for noe ennå" in client.get("/min-side/").content.decode()

        client.post("/min-side/interesser/", {"topics": [str(school.pk), str(climate.pk)]})
        assert "Klima, Skole" in client.get("/min-side/").content.decode()
        client.post("/min-side/interesser/", {"topics": [str(climate.pk)]})
        assert list(Interest.objects.values_list("topic__name", flat=True)) == ["Klima"]
        client.post("/min-side/interesser/", {})
        assert not Interest.objects.exists()

    def test_a_topic_that_is_gone_is_told(self, people, client):
        school = topic()
        answer = people.sign_in(client, "member").post("/min-side/interesser/", {"topics": ["0", str(school.pk)]})
        assert (answer.status_code, "tatt av lista" in answer.content.decode()) == (422, True)

    def test_without_topics_the_page_says_so(self, people, client):
        assert "Ingen temaer ennå" in people.sign_in(client, "member").get("/min-side/interesser/").content.decode()


class TestNumbers:
    @pytest.mark.parametrize(("count", "shown"), [(4, None), (5, 5), (6, 6)])
    def test_they_are_told_from_five_upward(self, count, shown):
        school = topic()
        for person in members(count):
            tick(person, school)
        assert queries.interested_in("skole") == shown
        assert queries.interest_counts() == ({"Skole": shown} if shown else {})

    def test_who_is_no_member_is_not_counted(self, people):
        school = topic()
        found = members(5)
        for person in [*found, PersonFactory()]:
            tick(person, school)
        assert queries.interested_in("Skole") == 5
        Membership.objects.filter(person=found[0]).update(ended_on=people.today, end_reason="resigned")
        assert queries.interested_in("Skole") is None

    def test_a_topic_that_nobody_listed_has_no_number(self):
        assert queries.interested_in("Romfart") is None

    def test_the_page_asks_the_same_at_one_and_three(self, people, client, django_assert_max_num_queries):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        people.sign_in(client, "secretary")
        counts = []
        for names in (("A",), ("B", "C")):
            for name in names:
                tick(members(1)[0], topic(name))
            with CaptureQueriesContext(connection) as captured:
                text = client.get("/medlemmer/temaer/").content.decode()
            counts.append(len(captured))
        assert counts[0] == counts[1]
        assert "færre enn fem medlemmer" in text
