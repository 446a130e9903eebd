"""The pages: send a file, say what its columns hold, see what it changes, carry it out; two officers where many go."""

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from lokallag.core.errors import RuleViolation
from lokallag.core.models import Look
from lokallag.membership.models import Membership
from lokallag.membership.services import choose_branch
from lokallag.organisation.models import Approval, Kind, Office, Term
from lokallag.organisation.queries.approval_pages import waiting_for
from lokallag.organisation.services import approvals
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from lokallag.register import jobs, services
from lokallag.register.domain.fields import guess
from lokallag.register.models import ColumnMapping, Difference, ImportFile, ImportRow, RegisterImport
from tests.cast import Cast
from tests.factories import TermFactory
from tests.register.stage import HEADERS, MONA, bring_in, csv, many, row, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> Cast:
    return set_up()


@pytest.fixture
def secretary(people: Cast) -> Client:
    return people.sign_in(Client(), "secretary")


def send(client: Client, data: bytes, name: str = "medlemmer.csv") -> RegisterImport:
    """Send a file from a page."""
    response = client.post("/medlemsregister/", {"file": SimpleUploadedFile(name, data)})
    assert response.status_code == 302, response.content.decode()[:2000]
    return RegisterImport.objects.order_by("-sent_at")[0]


def tell(client: Client, of: RegisterImport, **more: str) -> RegisterImport:
    """Say what the columns hold as guessed, and let the job read the file."""
    fields = {field.value: header for field, header in guess(HEADERS.split(";")).items()}
    response = client.post(f"/medlemsregister/{of.pk}/kolonner/", {**fields, **more})
    assert response.status_code == 302, response.content.decode()[:3000]
    jobs.read_file(str(of.pk))
    of.refresh_from_db()
    return of


def text_of(client: Client, of: RegisterImport, rest: str = "") -> str:
    """Return the page of an import."""
    response = client.get(f"/medlemsregister/{of.pk}/{rest}")
    assert response.status_code == 200
    return response.content.decode()


def test_a_file_goes_from_sent_to_carried_out(people, secretary):
    of = send(secretary, csv(MONA, row("200001", "Kåre", "Ny", year="1990")))
    page = text_of(secretary, of)
    assert "K•••" in page
    assert "Kåre" not in page  # samples are masked
    assert '<option value="Medlemsnr" selected>Medlemsnr (1•••••, 2•••••)' in page
    assert f"Sendt av {people['secretary'].name}" in page

    of = tell(secretary, of, save_as="Medlemssystemet")
    assert "Filen endrer 1 medlem" in text_of(secretary, of)
    listed = text_of(secretary, of, "rader/nye/")
    assert "Kåre Ny" in listed
    assert "Født 1990" in listed

    response = secretary.post(f"/medlemsregister/{of.pk}/bruk/")
    assert response.status_code == 302
    jobs.apply_import(str(of.pk))

    of.refresh_from_db()
    assert (of.state, Membership.objects.get(number="200001").person.name) == ("applied", "Kåre Ny")
    assert (ImportFile.objects.count(), ImportRow.objects.count()) == (0, 0)
    assert "1 nye, 0 endret, 0 ut" in text_of(secretary, of)
    assert ColumnMapping.objects.get().columns["number"] == "Medlemsnr"


def test_the_file_is_sealed_and_gone_when_it_is_read(people, secretary):
    of = send(secretary, csv(MONA))
    assert b"Mona" not in bytes(ImportFile.objects.get().sealed)

    tell(secretary, of)

    assert ImportFile.objects.count() == 0


def test_only_the_browser_that_sent_a_file_goes_on_with_it(people, secretary):
    of = send(secretary, csv(MONA))
    other = people.sign_in(Client(), "board leader")

    response = other.post(f"/medlemsregister/{of.pk}/kolonner/", {"number": "Medlemsnr", "name": ""})

    assert response.status_code == 422
    assert "annen nettleser" in response.content.decode()
    page = text_of(other, of)
    assert "Filen er sendt fra en annen nettleser" in page
    assert "Legg bort" in page
    assert "<select" not in page
    assert "K•••" not in page


def test_a_remembered_mapping_is_filled_in(people, secretary):
    of = send(secretary, csv("1;Li, Ola", headers="Nøkkel;Hvem"))
    columns = {"number": "Nøkkel", "name": "Hvem"}
    services.save_mapping(name="Eget", mapping={**columns}, at=now())  # type: ignore[dict-item]

    page = text_of(secretary, of)

    assert page.count(" selected>") >= 2
    assert '<option value="Nøkkel" selected>' in page


def test_what_is_missing_is_said_and_what_was_chosen_stays(people, secretary):
    of = send(secretary, csv(MONA))

    response = secretary.post(f"/medlemsregister/{of.pk}/kolonner/", {"email": "E-post"})

    page = response.content.decode()
    assert (response.status_code, "Pek ut kolonnen med medlemsnummer" in page) == (422, True)
    assert '<option value="E-post" selected>' in page


def test_a_refused_file_is_told_and_not_kept(people, secretary):
    response = secretary.post("/medlemsregister/", {"file": SimpleUploadedFile("fil.csv", b"%PDF-1.7 x")})

    assert (response.status_code, "PDF" in response.content.decode()) == (422, True)
    assert RegisterImport.objects.count() == 0


def test_swapped_columns_lead_back_to_the_columns(people, secretary):
    lines = [row(number, "Per", "Li", code="Haslum", branch="1344") for number in range(2, 30)]
    of = tell(secretary, send(secretary, csv(*lines)))

    assert (of.state, "Er kolonnene byttet om?" in text_of(secretary, of)) == ("mapping", True)


def ready_to_end(client: Client, gone: int = 25) -> RegisterImport:
    """Read a file in which many are not any more."""
    bring_in(csv(MONA, *many(range(1000, 1100))))
    return tell(client, send(client, csv(MONA, *many(range(1000 + gone, 1100)))))


def ask(client: Client, of: RegisterImport, reason: str = "unpaid") -> Approval:
    """Let a second officer be asked. Returns what is asked."""
    response = client.post(f"/medlemsregister/{of.pk}/bruk/", {"end_reason": reason})
    assert response.status_code == 302, response.content.decode()[:3000]
    of.refresh_from_db()
    return Approval.objects.get(state="waiting")


def test_many_go_only_when_a_second_officer_has_confirmed_the_list(people, secretary):
    of = ready_to_end(secretary)
    approval = ask(secretary, of)
    assert (of.state, Membership.objects.exclude(ended_on=None).count()) == ("waiting", 0)

    described = approvals.kind_of(approval).describe(approval, people.today)
    assert described.headline.startswith("25 medlemskap avsluttes")
    leader = people.sign_in(Client(), "board leader")
    assert "Perbaac Mange" in leader.get(described.url).content.decode()

    with pytest.raises(RuleViolation):
        approvals.approve(approval=approval, by=people["secretary"], at=now())
    approvals.approve(approval=approval, by=people["board leader"], at=now())

    of.refresh_from_db()
    assert (of.state, len(of.ended)) == ("applied", 25)
    assert set(Membership.objects.exclude(ended_on=None).values_list("end_reason", flat=True)) == {"unpaid"}


def test_another_list_than_the_one_confirmed_is_not_carried_out(people, secretary):
    of = ready_to_end(secretary)
    approval = ask(secretary, of)
    bring_in(csv(MONA, row("5555", "En", "Til"), *many(range(1000, 1100))))

    with pytest.raises(RuleViolation, match="Flere går ut nå"):
        approvals.approve(approval=approval, by=people["board leader"], at=now())

    assert Membership.objects.exclude(ended_on=None).count() == 0


def test_a_declined_list_can_be_looked_over_and_proposed_again(people, secretary):
    of = ready_to_end(secretary)
    approvals.decline(approval=ask(secretary, of), by=people["board leader"], answer="Filen er ikke hel", at=now())

    assert "Be en til i styret bekrefte" in text_of(secretary, of)
    assert ask(secretary, of).state == "waiting"


def test_rows_that_wait_for_a_second_officer_stand_for_the_week(people, secretary):
    of = ready_to_end(secretary)
    ask(secretary, of)

    services.forget_imports(at=now() + timedelta(days=6))
    assert ImportRow.objects.filter(of=of).exists()
    services.forget_imports(at=now() + timedelta(days=8))
    of.refresh_from_db()
    assert (of.state, ImportRow.objects.filter(of=of).exists()) == ("dropped", False)


def test_a_reason_must_be_given_before_anybody_goes(people, secretary):
    of = ready_to_end(secretary, gone=2)

    response = secretary.post(f"/medlemsregister/{of.pk}/bruk/", {"end_reason": ""})

    assert (response.status_code, "Velg hvorfor" in response.content.decode()) == (422, True)


def test_who_is_not_known_to_have_gone_for_a_reason_is_erased_like_the_resigned(people, secretary):
    of = ready_to_end(secretary, gone=2)
    secretary.post(f"/medlemsregister/{of.pk}/bruk/", {"end_reason": "unknown"})
    jobs.apply_import(str(of.pk))

    assert set(Membership.objects.exclude(ended_on=None).values_list("end_reason", flat=True)) == {"resigned"}


def test_the_job_does_nothing_for_an_officer_whose_term_is_over(people, secretary):
    of = tell(secretary, send(secretary, csv(MONA, row("2"))))
    secretary.post(f"/medlemsregister/{of.pk}/bruk/")
    Term.objects.filter(person=people["secretary"]).update(until_on=people.today - timedelta(days=1))

    jobs.apply_import(str(of.pk))

    of.refresh_from_db()
    assert (of.state, of.problem) == (
        "ready",
        "Den som ville føre inn filen, har ikke lenger vervet. Se over den og før den inn selv.",
    )
    assert not Membership.objects.filter(number="2").exists()


def test_an_answer_is_given_on_the_page(people, secretary):
    of = tell(secretary, send(secretary, csv(row("100001", "Mona", "Berg", year="1980"))))
    target = of.rows.get().pk
    assert "Ja, samme person" in text_of(secretary, of, "rader/byttet-navn/")

    secretary.post(f"/medlemsregister/{of.pk}/svar/", {"liste": "byttet-navn", "rad": target, "svar": "yes"})

    of.refresh_from_db()
    assert (of.rows.get().answer, of.counts["unanswered"]) == ("yes", 0)


def test_changes_are_shown_and_the_look_is_logged(people, secretary):
    of = tell(secretary, send(secretary, csv(MONA.replace("1980", "1981"))))

    page = text_of(secretary, of, "rader/endrede/")

    assert "<del>1980</del>" in page
    assert "<ins>1981</ins>" in page
    look = Look.objects.get()
    assert (look.act, look.how, look.person_ids) == ("register.import_members", "list", [people["member"].pk])


def test_a_protected_address_is_not_shown(people, secretary):
    Person.objects.filter(pk=people["member"].pk).update(is_protected=True, street_address="Hemmelig vei 1")
    of = tell(secretary, send(secretary, csv(row("100001", "Mona", "Dahl", street="Skjult gate 2"))))

    page = text_of(secretary, of, "rader/endrede/")

    assert "beskyttet" in page
    assert "Hemmelig vei" not in page
    assert "Skjult gate" not in page


def test_rejected_rows_are_downloaded_safe_against_formulas(people, secretary):
    of = tell(secretary, send(secretary, csv(MONA, row("=1+1", "Kari", "Li"), row("3", "Ola", "Li", year="1875"))))

    response = secretary.get(f"/medlemsregister/{of.pk}/avviste.csv")

    assert response["Cache-Control"] == "private, no-store"
    assert response.content.decode("utf-8-sig").splitlines() == [
        "Rad;Medlemsnummer;Navn;Hvorfor",
        "3;;;Medlemsnummeret «=1+1» kan bare ha tall, bokstaver og bindestrek.",
        "4;3;Ola Li;Fødselsåret 1875 kan ikke stemme.",
    ]


def difference(people: Cast) -> Difference:
    """Make a difference: Mona Dahl chose Sandvika, the register has Haslum."""
    membership = Membership.objects.get(number="100001")
    choose_branch(membership=membership, unit=people.sandvika, by=people["member"], at=now())
    bring_in(csv(MONA))
    return Difference.objects.get()


def test_differences_are_listed_downloaded_and_settled(people, secretary):
    found = difference(people)

    page = secretary.get("/medlemsregister/avvik/").content.decode()
    assert "1 avvik fra registeret" in page
    lines = secretary.get("/medlemsregister/avvik/avvik.csv").content.decode("utf-8-sig").splitlines()
    assert lines[1] == "100001;Mona Dahl;Avdeling;Haslum;Sandvika"
    book = openpyxl.load_workbook(io.BytesIO(secretary.get("/medlemsregister/avvik/avvik.xlsx").content))
    assert [cell.value for cell in list(book.active)[1]] == ["100001", "Mona Dahl", "Avdeling", "Haslum", "Sandvika"]
    assert [look.how for look in Look.objects.order_by("pk")] == ["list", "export", "export"]

    secretary.post(f"/medlemsregister/avvik/{found.pk}/", {"hva": "sendt"})
    found.refresh_from_db()
    assert found.sent_at is not None


def test_the_branch_is_never_taken_from_the_register(people, secretary):
    found = difference(people)

    secretary.post(f"/medlemsregister/avvik/{found.pk}/", {"hva": "registerets"})

    assert Membership.objects.get(number="100001").choices.get(ended_on=None).unit == people.sandvika


def test_the_officer_is_told_who_left_and_still_stands_there_without_a_name(people, secretary):
    services.remember_left(number="7", at=now())
    of = tell(secretary, send(secretary, csv(MONA, row("7", "Eva", "Utmeldt"))))
    secretary.post(f"/medlemsregister/{of.pk}/bruk/")
    jobs.apply_import(str(of.pk))

    mail = Message.objects.get(purpose="register.left")
    assert mail.text.startswith("1 som har meldt seg ut her")
    assert "Eva" not in mail.subject + mail.text


@pytest.mark.parametrize("who", ["board member", "branch leader", "member", "stranger"])
def test_others_may_not(people, who):
    client = people.sign_in(Client(), who)

    assert client.get("/medlemsregister/").status_code == 403
    assert client.get("/medlemsregister/avvik/avvik.csv").status_code == 403


def test_it_takes_a_fresh_factor(people, secretary):
    with time_machine.travel(now() + timedelta(minutes=11)):
        response = secretary.get("/medlemsregister/")

    assert response.status_code == 302
    assert response["Location"].startswith(reverse("people:confirm"))


@pytest.mark.parametrize("kind", ["nye", "endrede", "gar-ut"])
def test_lists_of_rows_ask_the_same_queries_however_many(people, secretary, kind, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked(count: int) -> int:
        bring_in(csv(MONA, *many(range(1000, 1060), street="Gata 1")))
        lines = {
            "nye": [*many(range(1000, 1060), street="Gata 1"), *many(range(2000, 2000 + count))],
            "endrede": [*many(range(1000, 1000 + count), street="Gata 2"), *many(range(1000 + count, 1060))],
            "gar-ut": many(range(1000 + count, 1060), street="Gata 1"),
        }[kind]
        of = tell(secretary, send(secretary, csv(MONA, *lines)))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert text_of(secretary, of, f"rader/{kind}/").count("<tr>") == count + 1
        services.drop_import(of=of, at=now())
        return len(queries)

    assert asked(1) == asked(3)


def test_progress_asks_again_until_the_work_is_done(people, secretary):
    of = send(secretary, csv(MONA))
    fields = {field.value: header for field, header in guess(HEADERS.split(";")).items()}
    secretary.post(f"/medlemsregister/{of.pk}/kolonner/", fields)
    htmx = {"HX-Request": "true"}

    waiting = secretary.get(f"/medlemsregister/{of.pk}/framdrift/", headers=htmx)
    assert 'hx-trigger="every 2s"' in waiting.content.decode()
    jobs.read_file(str(of.pk))
    done = secretary.get(f"/medlemsregister/{of.pk}/framdrift/", headers=htmx)

    assert done["HX-Redirect"] == f"/medlemsregister/{of.pk}/"


def test_an_example_of_an_import_that_waits(people, secretary):
    bring_in(csv(MONA, *many(range(1000, 1100), branch="Haslum", year="1980", joined="01.02.2020")))
    new = ("9001", "Ny", "Nina", "nina@example.org", "", "1990", "k", "", "1344", "01.02.2026", "Sandvika")

    of = services.import_that_waits(leave_out=24, also=[new], by=people["secretary"], at=now())

    assert (of.state, of.counts["gone"], of.counts["new"], of.counts["same"]) == ("waiting", 24, 1, 77)
    assert Approval.objects.get(state="waiting").payload["import"] == str(of.pk)


def test_a_file_put_away_while_it_is_read_or_waits_for_its_job_does_nothing(people, secretary):
    of = send(secretary, csv(MONA, row("2")))
    fields = {field.value: header for field, header in guess(HEADERS.split(";")).items()}
    secretary.post(f"/medlemsregister/{of.pk}/kolonner/", fields)
    secretary.post(f"/medlemsregister/{of.pk}/legg-bort/")
    jobs.read_file(str(of.pk))

    other = tell(secretary, send(secretary, csv(MONA, row("2"))))
    secretary.post(f"/medlemsregister/{other.pk}/bruk/")
    secretary.post(f"/medlemsregister/{other.pk}/legg-bort/")
    jobs.apply_import(str(other.pk))

    assert set(RegisterImport.objects.values_list("state", flat=True)) == {"dropped"}
    assert (ImportRow.objects.count(), Membership.objects.filter(number="2").count()) == (0, 0)


def test_why_each_goes_is_saved_for_a_whole_page_of_the_list(people, secretary):
    of = ready_to_end(secretary, gone=3)
    ends = list(of.ends.order_by("membership"))
    page = text_of(secretary, of, "rader/gar-ut/")
    assert page.count("Vet ikke") == 3
    assert page.count("Lagre svarene") == 1

    reasons = {f"svar-{end.membership_id}": reason for end, reason in zip(ends, ["died", "unknown", ""], strict=True)}
    secretary.post(f"/medlemsregister/{of.pk}/svar/", {"liste": "gar-ut", **reasons})

    assert list(of.ends.order_by("membership").values_list("reason", flat=True)) == ["died", "resigned", ""]


def test_when_more_than_half_go_and_officers_with_them_it_is_said_loudly(people, secretary):
    bring_in(csv(MONA, *many(range(1000, 1030))))
    Membership.objects.filter(number="1000").update(person=people["branch leader"])
    of = tell(secretary, send(secretary, csv(MONA)))

    page = text_of(secretary, of)

    assert "30 medlemmer går ut" in page
    assert "Mer enn halvparten av medlemmene er ikke i filen: 30 av 31." in page
    assert "1 av dem som går ut, har verv." in page
    assert "Filen har 1 rad." in page
    assert "Har verv: " in text_of(secretary, of, "rader/gar-ut/")


def third_officer(people: Cast) -> Term:
    """Let the party have a second secretary, so that three can approve."""
    office = Term.objects.get(person=people["secretary"], office__unit__kind=Kind.MUNICIPAL).office
    Office.objects.filter(pk=office.pk).update(seats=2)
    term: Term = TermFactory(office=office, person=people["board member"], seat=2)
    return term


def test_of_two_officers_the_one_who_sent_the_file_must_propose_and_is_named(people, secretary):
    of = ready_to_end(secretary)
    leader = people.sign_in(Client(), "board leader")

    response = leader.post(f"/medlemsregister/{of.pk}/bruk/", {"end_reason": "unpaid"})

    name = people["secretary"].name
    assert response.status_code == 422
    assert f"Be {name} trykke på den samme knappen på denne siden." in response.content.decode()
    of.refresh_from_db()
    assert (of.state, Approval.objects.count(), of.ends.filter(is_proposed=True).count()) == ("ready", 0, 0)
    approval = ask(secretary, of)
    approvals.approve(approval=approval, by=people["board leader"], at=now())
    of.refresh_from_db()
    assert (of.state, len(of.ended)) == ("applied", 25)


def test_a_proposal_that_is_left_with_the_sender_alone_is_solved_by_a_no_and_a_new_one(people, secretary):
    third = third_officer(people)
    of = ready_to_end(secretary)
    approval = ask(people.sign_in(Client(), "board leader"), of)
    third.delete()

    page = secretary.get(reverse("organisation:approval", args=[approval.pk])).content.decode()
    assert "Er dere bare to, sier du nei her, går til filen og foreslår den selv." in page
    secretary.post(reverse("organisation:decline", args=[approval.pk]), {"answer": "Jeg sendte filen"})

    again = ask(secretary, of)
    approvals.approve(approval=again, by=people["board leader"], at=now())
    of.refresh_from_db()
    assert (of.state, len(of.ended)) == ("applied", 25)


def test_who_sent_the_file_does_not_approve_it_for_somebody_else(people, secretary):
    third_officer(people)
    of = ready_to_end(secretary)
    leader = people.sign_in(Client(), "board leader")
    approval = ask(leader, of)

    with pytest.raises(RuleViolation, match="Du har selv sendt filen"):
        approvals.approve(approval=approval, by=people["secretary"], at=now())

    approval.refresh_from_db()
    assert approval.state == "waiting"


def test_who_sent_the_file_is_told_why_there_is_no_button(people, secretary):
    third_officer(people)
    of = ready_to_end(secretary)
    approval = ask(people.sign_in(Client(), "board leader"), of)

    page = secretary.get(reverse("organisation:approval", args=[approval.pk])).content.decode()

    assert "Du kan ikke godkjenne dette" in page
    assert "Du har selv sendt filen" in page
    assert reverse("organisation:approve", args=[approval.pk]) not in page
    assert people["secretary"] not in approvals.deciders(approval, localdate())
    assert waiting_for(people["secretary"], at=now()) == []


def test_a_rejected_row_of_somebody_known_shows_no_changes(people, secretary):
    of = tell(secretary, send(secretary, csv(row("100001", "Mona", "", year="1980"), row("2"))))

    page = text_of(secretary, of, "rader/avviste/")

    assert "None" not in page
    assert "Etternavnet mangler" in page


def test_a_file_must_be_chosen_again_and_that_is_said(people, secretary):
    response = secretary.post("/medlemsregister/", {"file": SimpleUploadedFile("fil.csv", b"%PDF-1.7 x")})

    page = response.content.decode()
    assert "Velg filen på nytt" in page
    assert "Alt du har skrevet, er tatt vare på" not in page
