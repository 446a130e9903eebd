"""What becomes of an application, as a browser shows it: axe finds nothing, and nothing scrolls sideways."""

import pytest
from django.utils.timezone import now
from playwright.sync_api import expect

from lokallag.networks import services
from lokallag.networks.services.asking import ask_applicant
from tests.browser import assert_accessible
from tests.cast import cast
from tests.networks.board_stage import apply, candidate, ready
from tests.networks.ideas_stage import idea, returned
from tests.networks.test_board_decision import approved
from tests.networks.test_in_browser import signed_in

LONG = "Vi leser søknaden, og lurer på hvem som kan innlede på det første møtet."


@pytest.fixture
def people(live_site):
    return cast()


@pytest.mark.parametrize("width", [390, 1280])
class TestPages:
    def test_the_board_takes_a_question_back(self, new_page, people, width):
        case = ready(people)
        ask_applicant(application=case, text=LONG, by=people["secretary"], at=now())
        page = signed_in(new_page, people, "secretary", width=width)
        page.goto(f"/nettverk/styret/{case.pk}/")
        assert_accessible(page)
        page.get_by_role("button", name="Ta spørsmålet tilbake").click()
        expect(page.get_by_text("Spørsmålet er tatt tilbake")).to_be_visible()
        assert_accessible(page)

    def test_a_group_of_one_is_refused_with_the_panel(self, new_page, people, width):
        case = ready(people)
        page = signed_in(new_page, people, "secretary", width=width)
        page.goto(f"/nettverk/styret/{case.pk}/godkjenn/")
        for box in page.get_by_role("group", name="Hvem sitter i styringsgruppa?").get_by_role("checkbox").all():
            box.uncheck()
        page.get_by_role("button", name="Godkjenn og start nettverket").click()
        expect(page.get_by_text("Bare én er valgt.")).to_be_visible()
        assert_accessible(page)

    def test_where_both_officers_said_yes(self, new_page, people, width):
        case = apply(people)
        for who in ("board leader", "secretary"):
            candidate(case, person=people[who])
        page = signed_in(new_page, people, "secretary", width=width)
        page.goto(f"/nettverk/styret/{case.pk}/")
        assert_accessible(page)
        page.get_by_role("link", name="Se svaret ditt, og ta det tilbake").click()
        page.get_by_role("button", name="Nei takk").click()
        page.goto(f"/nettverk/styret/{case.pk}/")
        expect(page.get_by_role("link", name="Godkjenn")).to_be_visible()

    def test_approved_the_case_the_candidate_and_the_idea_lead_on(self, new_page, people, width):
        found = idea(people["member"])
        case = ready(people, idea=found)
        own = candidate(case, person=people["board member"])
        case = approved(case, people)
        secretary = signed_in(new_page, people, "secretary", width=width)
        secretary.goto(f"/nettverk/styret/{case.pk}/")
        assert_accessible(secretary)
        sits = signed_in(new_page, people, "board member", width=width)
        sits.goto(f"/nettverk/soknad/kandidat/{own.pk}/")
        expect(sits.get_by_role("heading", name="Slik gikk det")).to_be_visible()
        assert_accessible(sits)
        owner = signed_in(new_page, people, "member", width=width)
        owner.goto(f"/nettverk/ideer/{found.pk}/")
        assert_accessible(owner)
        owner.get_by_role("link", name="Gå til nettverket").click()
        expect(owner.get_by_role("heading", name="Fagnettverk for klima")).to_be_visible()

    def test_an_answer_that_comes_too_late(self, new_page, people, width):
        case = returned(people["member"])
        page = signed_in(new_page, people, "member", width=width)
        page.goto(f"/nettverk/soknad/{case.pk}/")
        page.get_by_label("Svaret ditt").fill("En lærer fra Haslum, og så snakker vi sammen.")
        services.answer_question(question=case.questions.get(), answer="Rektor.", by=people["member"], at=now())
        page.get_by_role("button", name="Send svaret").click()
        expect(page.get_by_text("En lærer fra Haslum")).to_be_visible()
        assert_accessible(page)
        page.reload()
        expect(page.get_by_text("Rektor.")).to_be_visible()
