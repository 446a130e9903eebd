"""The division of labour: read by members, edited in a draft, published, compared; its next review in the wheel."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.organisation.models import Anchor
from lokallag.playbook.domain.duties import WHOLE_REVIEW, DutySpec
from lokallag.playbook.domain.lifecycle import State
from lokallag.playbook.models import Duty, DutyVersion, PlannedActivity
from lokallag.playbook.services import duties as services
from lokallag.playbook.services import load_chapters, load_library, set_day
from tests.cast import cast
from tests.playbook.duty_stage import publish_again, published, unclear_duty

pytestmark = pytest.mark.django_db
URL = "/arbeidsdeling/"
FORM = {
    "name": "Holde kurs for nye",
    "area": "Skolering, penger og orden",
    "does": ["branch", "board"],
    "decides": ["board"],
    "told": [],
    "why": "De skal vite hva vi mener.",
    "chapter": "skolering",
}


@pytest.fixture
def people():
    return cast()


def stored(key, number=None):
    versions = DutyVersion.objects.order_by("-number")
    version = versions[0] if number is None else versions.get(number=number)
    return Duty.objects.get(version=version, key=key)


def changed(people, key="kurs", **values):
    spec = stored(key).spec
    new = DutySpec(**{name: values.get(name, getattr(spec, name)) for name in spec.__slots__})
    return services.edit_duty(key=key, values=new, by=people["secretary"], at=now())


def page_of(client, url=URL):
    response = client.get(url)
    assert response.status_code == 200
    return response.context["page"]


def form_of(client, key="kurs", **other):
    seen = client.get(f"{URL}oppgave/{key}/rediger/").context["page"].form.initial["seen"]
    return {**FORM, "seen": seen, **other}


class TestReading:
    @pytest.mark.parametrize(
        ("who", "status"), [("member", 200), ("branch leader", 200), ("stranger", 403), ("anonymous", 302)]
    )
    def test_it_is_the_members_own(self, client, people, who, status):
        published(people)
        people.sign_in(client, who)

        assert client.get(URL).status_code == status

    def test_a_member_reads_it_without_a_second_factor(self, client, people):
        published(people)
        client.force_login(people["member"])

        assert client.get(URL).status_code == 200
        assert client.get(f"{URL}versjoner/1/").status_code == 200

    def test_a_card_says_who_does_decides_and_is_told(self, client, people):
        published(people)
        people.sign_in(client, "member")
        page = page_of(client)

        card = next(card for area in page.areas for card in area.cards if card.key == "kandidater")
        assert [part.name for part in card.does] == ["Avdelingen"]
        assert [part.name for part in card.decides] == ["Årsmøtet eller medlemsmøtet"]
        assert [part.name for part in card.told] == ["Styret i kommunepartiet"]
        assert (len(page.areas), sum(len(area.cards) for area in page.areas)) == (8, 50)
        assert (card.edit_url, page.draft_url, page.overview_url) == ("", "", "")

    def test_what_the_branch_does_is_asked_for(self, client, people):
        published(people)
        people.sign_in(client, "member")
        page = page_of(client, f"{URL}?hvem=branch")

        assert page.title == "Hva gjør avdelingen?"
        assert sum(len(area.cards) for area in page.areas) == 20
        assert len(page.told) == 30
        assert all(
            any(part.is_asked for part in (*card.does, *card.decides)) for area in page.areas for card in area.cards
        )

    @pytest.mark.parametrize("wish", ["kongen", "branch'--", "%00"])
    def test_another_wish_shows_all(self, client, people, wish):
        published(people)
        people.sign_in(client, "member")

        assert sum(len(area.cards) for area in page_of(client, f"{URL}?hvem={wish}").areas) == 50

    def test_before_the_first_version_it_says_so(self, client, people):
        services.load_duties(by=None, at=now())
        people.sign_in(client, "member")
        page = page_of(client)

        assert (page.is_adopted, page.areas, page.lead) == (
            False,
            (),
            "Styret har ikke vedtatt noen arbeidsdeling ennå.",
        )

    def test_the_way_to_the_chapter_is_there_when_the_chapter_is(self, client, people):
        published(people)
        people.sign_in(client, "member")
        before = page_of(client).areas[0].cards[0]
        load_chapters(by=None, at=now())
        after = page_of(client).areas[0].cards[0]

        assert (before.chapter, before.chapter_url) == ("", "")
        assert (after.chapter, after.chapter_url) == ("Hvem vi er", "/dreiebok/hvem-vi-er/")

    def test_as_many_queries_for_one_duty_as_for_fifty(self, client, people):
        services.load_duties(by=None, at=now())
        draft = DutyVersion.objects.get()
        draft.duties.exclude(key="kurs").delete()
        publish_again(people)
        people.sign_in(client, "board leader")
        client.get(URL)

        def queries():
            with CaptureQueriesContext(
                connection,
            ) as asked:
                page = page_of(client)
            return len(asked), sum(len(area.cards) for area in page.areas)

        one = queries()
        for n in range(2):
            services.add_duty(
                values=DutySpec("", f"Ny {n}", "Nytt", ("board",), ("board",), (), ""), by=people["secretary"], at=now()
            )
        publish_again(people)

        assert (one[1], queries()) == (1, (one[0], 3))


class TestSeed:
    def test_it_is_read_once_as_a_draft(self, people):
        assert services.load_duties(by=None, at=now()) == 50
        assert DutyVersion.objects.get().state == "draft"
        assert [duty.key for duty in Duty.objects.order_by("position")[:2]] == [
            "aktivitet-i-omradet",
            "kontakt-med-lokalsamfunnet",
        ]

    def test_never_over_what_the_organisation_has(self, people):
        services.load_duties(by=None, at=now())
        Duty.objects.exclude(key="kurs").delete()

        assert services.load_duties(by=None, at=now()) == 0
        assert [duty.key for duty in Duty.objects.all()] == ["kurs"]

    def test_officers_begin_with_it_where_it_is_missing(self, client, people):
        people.sign_in(client, "board leader")
        for _press in range(2):
            assert client.post(f"{URL}utkast/begynn/").status_code == 302

        assert (DutyVersion.objects.count(), Duty.objects.count()) == (1, 50)


class TestEditing:
    @pytest.mark.parametrize(("who", "status"), [("board leader", 302), ("board member", 403), ("branch leader", 403)])
    def test_only_the_boards_officers(self, client, people, who, status):
        published(people)
        people.sign_in(client, who)

        response = client.post(f"{URL}oppgave/kurs/rediger/", {**FORM, "seen": stored("kurs").fingerprint})

        assert response.status_code == status
        assert DutyVersion.objects.count() == (2 if status == 302 else 1)

    def test_the_first_change_begins_a_draft_and_what_holds_stays(self, client, people):
        published(people)
        people.sign_in(client, "secretary")
        client.post(f"{URL}oppgave/kurs/rediger/", form_of(client))

        assert stored("kurs", 1).name == "Holde introduksjonskurs og kurs for tillitsvalgte"
        assert (stored("kurs", 2).name, stored("kurs", 2).does) == ("Holde kurs for nye", ["board", "branch"])
        [row] = page_of(client, f"{URL}utkast/").changes
        assert [label for label, _before, _now in row.lines] == ["Navn", "Gjør", "Får vite", "Hvorfor"]
        assert {label: now_ for label, _before, now_ in row.lines}["Får vite"] == "ingen"

    def test_of_two_the_second_is_told_and_keeps_the_words(self, client, people):
        published(people)
        people.sign_in(client, "secretary")
        first, second = form_of(client, name="Først"), form_of(client, name="Sist")
        client.post(f"{URL}oppgave/kurs/rediger/", first)
        response = client.post(f"{URL}oppgave/kurs/rediger/", second)
        page = response.context["page"]

        assert response.status_code == 422
        assert (stored("kurs").name, page.form["name"].value(), dict(page.stored)["Navn"]) == ("Først", "Sist", "Først")
        again = {**second, "seen": page.form["seen"].value()}
        assert client.post(f"{URL}oppgave/kurs/rediger/", again).status_code == 302
        assert stored("kurs").name == "Sist"

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"name": "x" * 3000}, "name"),
            ({"name": " "}, "name"),
            ({"area": ""}, "area"),
            ({"does": []}, "does"),
            ({"decides": ["kongen"]}, "decides"),
            ({"why": "x" * 601}, "why"),
        ],
    )
    def test_what_is_wrong_is_told_and_kept(self, client, people, wrong, field):
        published(people)
        people.sign_in(client, "secretary")
        response = client.post(f"{URL}oppgave/kurs/rediger/", form_of(client, **wrong))
        form = response.context["page"].form

        assert (response.status_code, list(form.errors)) == (422, [field])
        assert form["why"].value() == wrong.get("why", FORM["why"])
        assert DutyVersion.objects.count() == 1

    def test_a_new_one_stands_last_in_its_area_with_a_key_of_its_own(self, client, people):
        published(people)
        load_chapters(by=None, at=now())
        people.sign_in(client, "secretary")
        for name in ("Køyre på årsmøtet", "Køyre på årsmøtet"):
            form = {**FORM, "name": name, "area": "Medlemmer"}
            assert client.post(f"{URL}ny/", form).status_code == 302
        area = next(area for area in page_of(client, f"{URL}utkast/").areas if area.name == "Medlemmer")

        assert [card.key for card in area.cards][-2:] == ["koyre-pa-arsmotet", "koyre-pa-arsmotet-2"]

    def test_one_is_taken_out_and_stays_in_the_version_before(self, client, people):
        published(people)
        people.sign_in(client, "secretary")
        client.post(f"{URL}oppgave/kurs/ta-ut/", {"seen": stored("kurs").fingerprint})

        assert [v.number for v in DutyVersion.objects.filter(duties__key="kurs")] == [1]
        assert [(row.what, row.name) for row in page_of(client, f"{URL}utkast/").changes] == [
            ("Tatt ut", "Holde introduksjonskurs og kurs for tillitsvalgte")
        ]
        response = client.get(f"{URL}oppgave/kurs/rediger/")
        assert response.status_code == 404

    def test_the_last_one_stays(self, people):
        published(people)
        services.begin_draft(by=people["secretary"], at=now())
        DutyVersion.objects.get(state="draft").duties.exclude(key="kurs").delete()

        with pytest.raises(RuleViolation, match="siste oppgaven"):
            services.remove_duty(key="kurs", by=people["secretary"], at=now())

    def test_a_draft_is_thrown_away_but_not_the_first(self, client, people):
        services.load_duties(by=None, at=now())
        people.sign_in(client, "secretary")
        client.post(f"{URL}utkast/forkast/", {})
        assert DutyVersion.objects.count() == 1
        publish_again(people)
        changed(people, name="Noe annet")

        client.post(f"{URL}utkast/forkast/", {"seen": page_of(client, f"{URL}utkast/").mark})

        assert [v.number for v in DutyVersion.objects.all()] == [1]

    def test_a_draft_that_moved_is_not_thrown_away(self, people):
        published(people)
        mark = services.draft_mark(services.begin_draft(by=people["secretary"], at=now()))
        changed(people, name="Noe annet")

        with pytest.raises(StalePage):
            services.discard_draft(by=people["secretary"], at=now(), seen=mark)


class TestPublishing:
    def publish(self, client, people, **other):
        seen = page_of(client, f"{URL}utkast/").form.initial["seen"]
        day = people.today + timedelta(days=200)
        form = {
            "adopted_on": people.today.strftime("%d.%m.%Y"),
            "adopted_by": "Styremøtet, sak 4",
            "review_on": day.strftime("%d.%m.%Y"),
            "note": "Kurs er nytt.",
            "seen": seen,
        }
        return client.post(f"{URL}utkast/publiser/", {**form, **other})

    def test_one_press_makes_it_hold(self, client, people):
        published(people)
        changed(people, name="Holde kurs")
        people.sign_in(client, "board leader")

        assert self.publish(client, people).status_code == 302
        page = page_of(client)
        assert "Versjon 2" in page.version
        assert "Styremøtet, sak 4" in page.version
        assert not page.is_review_over

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"adopted_on": "01.01.2150"}, "adopted_on"),
            ({"review_on": "01.01.2020"}, "review_on"),
            ({"adopted_by": "  "}, "adopted_by"),
            ({"note": "x" * 401}, "note"),
            ({"review_on": "i vår"}, "review_on"),
        ],
    )
    def test_what_is_wrong_is_told_and_kept(self, client, people, wrong, field):
        services.load_duties(by=None, at=now())
        people.sign_in(client, "board leader")
        response = self.publish(client, people, **wrong)

        assert (response.status_code, list(response.context["page"].form.errors)) == (422, [field])
        assert response.context["page"].form[field].value() == wrong[field]
        assert DutyVersion.objects.get().state == "draft"

    def test_what_somebody_changed_meanwhile_is_not_published_unread(self, client, people):
        published(people)
        changed(people, name="Holde kurs")
        people.sign_in(client, "board leader")
        read = page_of(client, f"{URL}utkast/").form.initial["seen"]
        changed(people, name="Holde kveldskurs")
        response = self.publish(client, people, seen=read)

        assert (response.status_code, response.context["page"].is_stale) == (422, True)
        assert DutyVersion.objects.get(number=2).state == "draft"
        fresh = response.context["page"].form["seen"].value()
        assert self.publish(client, people, seen=fresh).status_code == 302

    def test_a_published_version_never_changes(self, people):
        version = published(people)
        duty = version.duties.first()
        for act in (
            lambda: Duty.objects.filter(pk=duty.pk).update(name="Annet"),
            lambda: Duty.objects.filter(pk=duty.pk).delete(),
            lambda: Duty.objects.create(version=version, key="ny", name="Ny", area="A", does=["board"], decides=["x"]),
            lambda: DutyVersion.objects.filter(pk=version.pk).update(adopted_by="Ingen"),
            version.delete,
        ):
            with pytest.raises(IntegrityError, match="is published"), transaction.atomic():
                act()

    def test_versions_are_read_and_compared(self, client, people):
        published(people)
        changed(people, name="Holde kurs", told=("network",))
        services.remove_duty(key="materiell", by=people["secretary"], at=now())
        publish_again(people, note="Ryddet.")
        people.sign_in(client, "member")
        rows = page_of(client, f"{URL}versjoner/").rows
        compared = page_of(client, f"{URL}versjoner/2/?mot=1")

        assert [(row.label, row.note, row.is_current) for row in rows] == [
            ("Versjon 2", "Ryddet.", True),
            ("Versjon 1", "", False),
        ]
        assert [(row.what, row.name) for row in compared.changes] == [
            ("Endret", "Holde kurs"),
            ("Tatt ut", "Lage og fordele materiell"),
        ]
        assert compared.changes[0].lines[1] == ("Får vite", "Avdelingen, Nettverkene", "Nettverkene")
        assert sum(len(area.cards) for area in page_of(client, f"{URL}versjoner/1/").areas) == 50
        history = page_of(client, f"{URL}oppgave/kurs/").history
        assert [row.what for row in history] == ["Endret", "Ny"]

    @pytest.mark.parametrize("path", ["versjoner/7/", "oppgave/finnes-ikke/", "oppgave/finnes-ikke/rediger/"])
    def test_what_is_not_there_is_not_found(self, client, people, path):
        published(people)
        people.sign_in(client, "board leader")

        assert client.get(f"{URL}{path}").status_code == 404

    def test_a_draft_is_not_read_as_a_version(self, client, people):
        published(people)
        changed(people, name="Holde kurs")
        people.sign_in(client, "board leader")

        assert client.get(f"{URL}versjoner/2/").status_code == 404
        assert page_of(client, f"{URL}versjoner/1/?mot=2").is_compared is False


class TestNextReview:
    def in_wheel(self, year):
        return [
            (activity.plan.unit.kind, activity.state)
            for activity in PlannedActivity.objects.filter(kind__key=WHOLE_REVIEW, plan__year=year).select_related(
                "plan__unit"
            )
        ]

    def test_its_day_stands_in_the_wheel(self, client, people):
        load_library(by=None, at=now())
        day = date(people.today.year + 1, 11, 16)
        published(people, review_on=day)
        people.sign_in(client, "board leader")
        page = page_of(client, f"/arshjul/?ar={day.year}")

        assert self.in_wheel(day.year) == [("municipal", "planned")]
        assert [(row.name, row.first) for row in page.rows if row.name == "Gjennomgang av arbeidsdelingen"] == [
            ("Gjennomgang av arbeidsdelingen", day)
        ]

    def test_it_moves_when_the_board_moves_the_day(self, client, people):
        load_library(by=None, at=now())
        day = date(people.today.year + 1, 11, 16)
        published(people, review_on=day)
        people.sign_in(client, "board leader")
        url = page_of(client).review_url
        seen = client.get(url).context["page"].form.initial["seen"]
        client.post(url, {"day": f"23.11.{day.year}", "is_confirmed": "on", "seen": seen})

        assert "23. november" in page_of(client).review
        rows = page_of(client, f"/arshjul/?ar={day.year}").rows
        assert [row.first for row in rows if row.name == "Gjennomgang av arbeidsdelingen"] == [day.replace(day=23)]

    def test_another_year_takes_it_out_of_the_first(self, people):
        load_library(by=None, at=now())
        year = people.today.year
        published(people, review_on=date(year + 1, 11, 16))
        changed(people, name="Holde kurs")
        publish_again(people, review_on=date(year + 2, 2, 15))

        assert (self.in_wheel(year + 1), self.in_wheel(year + 2)) == (
            [("municipal", "skipped")],
            [("municipal", "planned")],
        )
        assert [anchor.day for anchor in Anchor.objects.filter(kind="duties_review")] == [date(year + 2, 2, 15)]

    def test_and_back_again_takes_it_up(self, people):
        load_library(by=None, at=now())
        year = people.today.year
        for review_on in (date(year + 1, 11, 16), date(year + 2, 2, 15), date(year + 1, 10, 5)):
            services.begin_draft(by=people["secretary"], at=now())
            publish_again(people, review_on=review_on)

        assert (self.in_wheel(year + 1), self.in_wheel(year + 2)) == (
            [("municipal", State.PLANNED)],
            [("municipal", State.SKIPPED)],
        )

    def test_a_day_that_is_over_is_told(self, client, people):
        published(people)
        Anchor.objects.filter(kind="duties_review").delete()
        set_day(
            unit=people.party,
            kind="duties_review",
            year=people.today.year - 1,
            day=date(people.today.year - 1, 11, 3),
            is_confirmed=True,
            by=people["board leader"],
            at=now(),
        )
        people.sign_in(client, "member")

        assert page_of(client).is_review_over


def test_what_was_agreed_shows_on_the_duty_to_those_it_concerns(client, people):
    unclear = unclear_duty(people)
    for who, expected in (
        ("branch leader", ["Haslum"]),
        ("board member", ["Haslum"]),
        ("neighbour leader", []),
        ("member", []),
    ):
        people.sign_in(client, who)

        assert [line.unit for line in page_of(client, f"{URL}oppgave/kurs/").standing] == expected
    people.sign_in(client, "branch leader")
    assert [(line.url, line.state) for line in page_of(client).standing] == [(f"{URL}uklart/{unclear.pk}/", "Uklart")]
