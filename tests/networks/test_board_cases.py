"""The board's overview and the page of one application."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.core.models import Look
from lokallag.membership.services import add_topic, choose_interests
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models import ApplicationQuestion
from lokallag.networks.queries import background
from lokallag.networks.queries.board_case import case_page
from lokallag.networks.queries.board_cases import cases_page
from lokallag.web.queries import overview_page
from tests.cast import cast
from tests.factories import MembershipFactory, NetworkFactory, PersonFactory
from tests.networks.board_stage import apply, candidate, ready, set_mandate

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


def page_of(case, people, who="board leader"):
    from lokallag.networks.forms.board import AskForm

    return case_page(case, viewer=people[who], party=people.party, today=people.today, ask_form=AskForm())


class TestOverview:
    def test_the_oldest_stands_first_with_days_left_and_what_is_late_is_marked(self, people):
        apply(people, "Ny", submitted_at=now() - timedelta(days=1), days_left=30)
        apply(people, "Gammel", submitted_at=now() - timedelta(days=40), days_left=-3)
        apply(people, "Midt", submitted_at=now() - timedelta(days=20), days_left=0)
        apply(people, "Kladd", stage=Stage.DRAFT, submitted_at=None, answer_by=None)

        page = cases_page(people["board member"], people.party, people.today)

        assert [(row.title, row.state, row.tag) for row in page.waiting] == [
            ("Gammel", "3 dager over fristen", "danger"),
            ("Midt", "Fristen er i dag", "danger"),
            ("Ny", "30 dager igjen", ""),
        ]
        assert page.title == "3 søknader venter på styret"

    def test_what_waits_for_the_applicant_and_what_is_decided_stand_apart(self, people):
        apply(people, "Tilbake", stage=Stage.RETURNED)
        decided = {"decided_at": now(), "meeting_on": people.today, "case_number": "3/26", "reason": "Nei"}
        apply(people, "Avslått", stage=Stage.DECLINED, **decided)

        page = cases_page(people["board leader"], people.party, people.today)

        assert [row.title for row in page.waiting] == []
        assert [(row.title, row.state) for row in page.with_applicant] == [("Tilbake", "Venter på søkeren")]
        assert [(row.title, row.state, row.tag) for row in page.decided] == [("Avslått", "Avslått", "danger")]

    @pytest.mark.parametrize(("who", "starts"), [("secretary", 3), ("board member", 0)])
    def test_only_officers_are_led_to_starting_something(self, people, who, starts):
        assert len(cases_page(people[who], people.party, people.today).starts) == starts

    @pytest.mark.parametrize(
        ("who", "status"),
        [("board leader", 200), ("board member", 200), ("deputy member", 403), ("member", 403), ("anonymous", 302)],
    )
    def test_the_board_reads_it(self, people, client, who, status):
        apply(people)
        assert people.sign_in(client, who).get("/nettverk/styret/").status_code == status

    def test_as_many_queries_for_three_as_for_one(self, people, client):
        people.sign_in(client, "board leader")
        counted = []
        for more in (1, 2):
            for _each in range(more):
                ready(people)
            client.get("/nettverk/styret/")
            with CaptureQueriesContext(
                connection,
            ) as found:
                assert client.get("/nettverk/styret/").status_code == 200
            counted.append(len(found))
        assert counted[0] == counted[1]

    def test_the_boards_own_overview_leads_here_when_something_waits(self, people):
        def waiting():
            page = overview_page(people["board member"], people.today)
            return [(one.title, one.line, one.kind) for one in page.waiting if one.url == "/nettverk/styret/"]

        assert waiting() == []
        apply(people, days_left=5)
        [(title, line, kind)] = waiting()
        assert (title, kind) == ("Én søknad om nettverk venter", "n")
        assert line.startswith("Den første skal ha svar innen ")
        apply(people, days_left=-1)
        assert waiting() == [("2 søknader om nettverk venter", "Fristen er ute for én av dem.", "f")]


class TestOneCase:
    def test_all_that_was_written_and_who_never_answered(self, people):
        case = ready(people)
        candidate(case, "no", given="Nei")
        candidate(case, given="Gått", is_member=False)
        case.unknown_candidates.create(called="Ukjent Venn", address="venn@example.org", asked_at=now())

        page = page_of(case, people)

        assert {text.label: text.words for text in page.texts} == {
            "Tema": "Klima",
            "Formål": "Samle dem som er opptatt av klima.",
            "For hvem": "Alle medlemmer.",
            "Det første halvåret": "Byvandring i april. Møte om overvann i juni.",
            "Ønsket tid": "Tirsdager kl. 18",
        }
        assert [(row.name.split()[0], row.role, row.answer, row.tag) for row in page.candidates] == [
            ("Leda", "Leder", "Har sagt ja", "ok"),
            ("Meda", "", "Har sagt ja", "ok"),
            ("Stille", "", "Har ikke svart", ""),
            ("Nei", "", "Har sagt nei", "danger"),
            ("Gått", "", "Er ikke medlem lenger", "warning"),
            ("Ukjent", "", "Har ikke svart", ""),
        ]

    def test_questions_and_answers_stand_in_order(self, people):
        case = apply(people)
        for text, answer in (("Hvem?", "Vi tre"), ("Når?", "")):
            ApplicationQuestion.objects.create(
                application=case,
                asked_by=people["secretary"],
                text=text,
                asked_at=now(),
                answer=answer,
                answered_at=now() if answer else None,
            )

        page = page_of(case, people)

        assert [(asked.who, asked.text, asked.answer) for asked in page.questions] == [
            ("Sindre Vik", "Hvem?", "Vi tre"),
            ("Sindre Vik", "Når?", ""),
        ]

    def test_near_networks_and_other_applications_about_the_same(self, people):
        NetworkFactory(unit__name="Fagnettverk for klimapolitikk", unit__slug="klimapolitikk", topic="Klimapolitikk")
        NetworkFactory(unit__name="Fagnettverk for skole", unit__slug="skole", topic="Skole")
        case = apply(people)
        other = apply(people, "Nettverk for klima og natur")
        apply(people, "Fagnettverk for bolig", topic="Bolig")

        page = page_of(case, people)

        assert [near.name for near in page.near] == ["Fagnettverk for klimapolitikk"]
        assert page.others == ((other.name, "Sendt til styret", f"/nettverk/styret/{other.pk}/"),)

    def test_the_applicant_has_left(self, people):
        assert page_of(apply(people), people).left_words == ""
        page = page_of(apply(people, applicant=None), people)
        assert page.left_words.startswith("Den som søkte, er ikke medlem lenger.")
        assert page.ask_form is None

    @pytest.mark.parametrize(
        ("who", "why"),
        [
            ("board leader", ""),
            ("board member", "Vedtaket føres inn av lederen eller sekretæren, når styret har bestemt det."),
            ("secretary", "Du har søkt selv. Da fører den andre av leder og sekretær inn det styret bestemmer."),
        ],
    )
    def test_who_may_not_decide_is_told_why(self, people, who, why):
        page = page_of(apply(people, applicant=people["secretary"]), people, who)

        assert page.why_not == why
        assert [act.label for act in page.acts] == ([] if why else ["Godkjenn", "Send tilbake", "Avslå"])

    def test_the_mandate_is_shown_with_its_source_and_end(self, people):
        set_mandate(people, people.today + timedelta(days=1))
        box = page_of(apply(people), people).mandate
        assert (box.text, box.source, box.problem) == ("Styret kan starte fagnettverk.", "Årsmøtet 2026, sak 8", "")
        assert box.until

    def test_a_mandate_that_has_ended_says_what_to_do(self, people):
        set_mandate(people, people.today - timedelta(days=1))
        box = page_of(apply(people), people).mandate
        assert box.problem.startswith("Fullmakten er gått ut, så styret kan ikke avgjøre søknader nå. Årsmøtet kan gi")
        assert box.rules_url == "/organisasjon/regler/rediger/"

    def test_a_draft_is_not_there_for_the_board(self, people, client):
        draft = apply(people, stage=Stage.DRAFT, submitted_at=None, answer_by=None)
        for path in ("", "godkjenn/", "avslag/", "tilbake/"):
            response = people.sign_in(client, "board leader").get(f"/nettverk/styret/{draft.pk}/{path}")
            assert response.status_code == 404

    def test_who_read_it_is_written_down(self, people, client):
        case = ready(people)
        people.sign_in(client, "board member").get(f"/nettverk/styret/{case.pk}/")
        [look] = Look.objects.filter(act="networks.see_case")
        named = {people["member"].pk, *case.candidates.values_list("person_id", flat=True)}
        assert (look.actor_id, set(look.person_ids)) == (people["board member"].pk, named)

    def test_as_many_queries_however_much_is_in_it(self, people, client):
        people.sign_in(client, "board leader")
        case, counted = ready(people), []
        for more in (1, 3):
            for _each in range(more):
                candidate(case)
                NetworkFactory(topic="Klima", unit__slug=f"klima-{more}-{_each}", unit__name=f"Klima {more}-{_each}")
                ApplicationQuestion.objects.create(
                    application=case, asked_by=people["secretary"], text="Hva?", asked_at=now()
                )
                apply(people)
            client.get(f"/nettverk/styret/{case.pk}/")
            with CaptureQueriesContext(connection) as found:
                assert client.get(f"/nettverk/styret/{case.pk}/").status_code == 200
            counted.append(len(found))
        assert counted[0] == counted[1]


class TestFigures:
    def test_an_age_group_is_shown_in_whole_fives_and_only_where_the_rest_is_not_small(self, people):
        year = people.today.year
        for age in (*[30] * 7, *[50] * 5):
            MembershipFactory(person=PersonFactory(birth_year=year - age))
        MembershipFactory(person=PersonFactory(birth_year=None))

        assert background.members_of_age(None, 40, people.today) == 5
        assert background.members_of_age(60, None, people.today) is None
        assert background.members_of_age(0, 90, people.today) is None  # all but two are in it

    def test_interests_are_those_of_the_topic_by_its_name(self, people):
        climate, few = (add_topic(name=name, by=None, at=now()) for name in ("Klima", "Bolig"))
        for number in range(6):
            person = MembershipFactory().person
            topics = [climate, few] if number < 4 else [climate]
            choose_interests(person=person, topics=topics, by=person, at=now())
        assert background.members_interested(" klima ") == 6
        assert background.members_interested("Bolig") is None  # four are too few to be told
        assert background.members_interested("Skole") is None
        facts = {fact.label: fact.value for fact in page_of(apply(people), people).facts}
        assert facts["Interesserte"] == "6 medlemmer har krysset av for temaet."
