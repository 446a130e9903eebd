"""Files with members: with a purpose, of two for the whole party, fetched once by the one who asked."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from lokallag.core.models import Look
from lokallag.core.scope import RightEnded
from lokallag.membership import services
from lokallag.membership.domain.choices import Reason
from lokallag.membership.models import BranchChoice, FeeYear, MemberFile
from lokallag.membership.services.files import AT_A_TIME
from lokallag.organisation.models import Approval, Term
from lokallag.organisation.services.approvals import approve
from lokallag.people.models import Person
from tests.factories import BranchChoiceFactory, PersonFactory
from tests.membership.stage import page_of, set_up

ASK = "/medlemmer/haslum/last-ned/"
HEAD = "Medlemsnummer;Etternavn;Fornavn;E-post;Telefon;Fødselsår;Alder;Gateadresse;Postnummer;Poststed;Avdeling;"


@pytest.fixture
def stage(db):
    return set_up()


def member(stage, given, family, unit, **more):
    more = {"postal_code": "1344", "birth_year": 1980, "street_address": "Kirkeveien 7"} | more
    return BranchChoiceFactory(
        membership__person=PersonFactory(given_name=given, family_name=family, **more), unit=unit
    )


def ask(client, url=ASK, **more):
    return client.post(url, {"file_format": "csv", "purpose": "Ringe om årsmøtet", **more})


def fetch(client, file):
    return client.post(f"/medlemmer/filer/{file.pk}/hent/")


def lines(response):
    return b"".join(response.streaming_content).decode().removeprefix("\ufeff").split("\r\n")[:-1]


def test_a_branchs_leader_fetches_a_file_with_the_branchs_members(stage, client):
    choice = member(stage, "Kari", "Ås", stage.haslum, phone="+4791234567")
    FeeYear.objects.create(membership=choice.membership, year=stage.today.year, is_paid=True)
    member(stage, "Nils", "Nabo", stage.sandvika)
    stage.sign_in(client, "branch leader")

    asked = ask(client)
    file = MemberFile.objects.get()
    response = fetch(client, file)

    assert asked.url == f"/medlemmer/filer/{file.pk}/"
    assert response.headers["Content-Disposition"] == f'attachment; filename="medlemmer-haslum-{stage.today}.csv"'
    head, row = lines(response)
    mail, number = choice.membership.person.email, choice.membership.number
    usual = HEAD.replace("Gateadresse;", "")
    assert head == usual + "Slik kom valget til;Bor i området til;Medlem siden;Kontingent i år"
    assert row == (
        f"{number};Ås;Kari;{mail};'+4791234567;;41–59 år;1344;Haslum;Haslum;Eget valg;Haslum;01.01.2020;Betalt"
    )


def test_the_export_is_one_look_with_its_frozen_ids_and_its_purpose(stage, client):
    persons = {member(stage, given, "Ås", stage.haslum).membership.person_id for given in ("Kari", "Ola")}
    stage.sign_in(client, "branch leader")
    ask(client)
    list(fetch(client, MemberFile.objects.get()))

    look = Look.objects.get(how="export")
    assert (set(look.person_ids), look.purpose, look.unit_id) == (persons, "Ringe om årsmøtet", stage.haslum.pk)
    assert look.actor_id == stage["branch leader"].pk


def test_no_row_leaves_before_the_look_is_written(stage, client):
    member(stage, "Kari", "Ås", stage.haslum)
    stage.sign_in(client, "branch leader")
    ask(client)
    pieces = fetch(client, MemberFile.objects.get()).streaming_content

    sent = [(next(pieces).decode().count("\r\n"), Look.objects.filter(how="export").count()) for _piece in range(2)]

    assert sent == [(1, 0), (1, 1)]  # the head alone, then the row


def test_a_right_that_ends_before_the_first_row_leaves_no_row_and_no_look(stage, client):
    member(stage, "Kari", "Ås", stage.haslum)
    stage.sign_in(client, "branch leader")
    ask(client)
    pieces = fetch(client, MemberFile.objects.get()).streaming_content
    next(pieces)
    Term.objects.filter(person=stage["branch leader"]).update(until_on=stage.today - timedelta(days=1))

    with pytest.raises(RightEnded):
        next(pieces)
    assert not Look.objects.filter(how="export").exists()


def test_a_file_without_members_is_its_head_and_no_look(stage, client):
    stage.sign_in(client, "branch leader")
    ask(client, filters="q=!!!")

    assert len(lines(fetch(client, MemberFile.objects.get()))) == 1
    assert not Look.objects.filter(how="export").exists()


def test_asking_without_a_purpose_loses_nothing_and_makes_no_file(stage, client):
    response = ask(stage.sign_in(client, "branch leader"), purpose=" ", file_format="xlsx")

    assert response.status_code == 422
    assert "Skriv hva du skal bruke filen til." in response.content.decode()
    assert not MemberFile.objects.exists()


def test_a_download_asked_for_twice_is_refused_in_words(stage, client):
    member(stage, "Kari", "Ås", stage.haslum)
    stage.sign_in(client, "branch leader")
    ask(client)
    file = MemberFile.objects.get()
    first = lines(fetch(client, file))

    second = fetch(client, file)

    assert len(first) == 2
    assert second.status_code == 422
    assert (
        page_of(second).problem
        == "Filen er allerede hentet. En fil kan hentes én gang. Be om en ny hvis du mistet den."
    )
    assert Look.objects.filter(how="export").count() == 1


def test_the_same_press_twice_makes_one_file(stage, client):
    stage.sign_in(client, "branch leader")
    for _press in range(2):
        ask(client, engangsnokkel="samme")

    assert MemberFile.objects.count() == 1


def test_a_file_can_not_be_fetched_after_its_time(stage, client):
    stage.sign_in(client, "branch leader")
    ask(client)
    MemberFile.objects.update(asked_at=now() - timedelta(hours=2), expires_at=now() - timedelta(seconds=1))

    response = fetch(client, MemberFile.objects.get())

    assert (response.status_code, page_of(response).problem) == (422, "Fristen for å hente filen er ute. Be om en ny.")


@pytest.mark.parametrize(
    ("who", "page", "fetched"),
    [("branch leader", 200, 200), ("board leader", 404, 404), ("neighbour leader", 404, 404), ("member", 404, 404)],
)
def test_a_file_is_there_only_for_who_asked_for_it(stage, who, page, fetched):
    ask(stage.sign_in(Client(), "branch leader"))
    file = MemberFile.objects.get()
    client = stage.sign_in(Client(), who)

    assert client.get(f"/medlemmer/filer/{file.pk}/").status_code == page
    assert fetch(client, file).status_code == fetched


@pytest.mark.parametrize(
    ("who", "status"),
    [("branch leader", 200), ("board leader", 200), ("board member", 403), ("neighbour leader", 404), ("member", 404)],
)
def test_who_may_ask_for_a_branchs_file(stage, client, who, status):
    assert stage.sign_in(client, who).get(ASK).status_code == status


def test_a_file_wants_a_second_factor_given_just_now(stage, client):
    stage.sign_in(client, "branch leader")
    session = client.session
    session["factor_at"] = (now() - timedelta(minutes=11)).isoformat()
    session.save()

    assert "fersk=1" in client.get(ASK).url


def full(stage, client, who="secretary"):
    response = ask(stage.sign_in(client, who), f"/medlemmer/{stage.party.slug}/last-ned/")
    return response, Approval.objects.get(kind="membership.full_export")


def test_a_file_of_the_whole_party_takes_two_and_is_fetched_once_by_the_proposer(stage, client):
    member(stage, "Kari", "Ås", stage.haslum)
    member(stage, "Nils", "Nabo", stage.sandvika)
    response, approval = full(stage, client)
    assert (response.url, MemberFile.objects.count()) == ("/medlemmer/filer/", 0)

    approve(approval=approval, by=stage["board leader"], at=now())
    file = MemberFile.objects.get()
    other = fetch(stage.sign_in(Client(), "board leader"), file)
    own = fetch(client, file)

    assert other.status_code == 404
    assert [line.split(";")[1] for line in lines(own)[1:]] == ["Nabo", "Ås"]
    assert fetch(client, file).status_code == 422


def test_a_full_file_not_approved_is_no_file(stage, client):
    _response, approval = full(stage, client)

    page = page_of(client.get("/medlemmer/filer/"))

    assert [row.label for row in page.rows] == ["Ringe om årsmøtet"]
    assert page.rows[0].state.startswith("Venter på at en annen i styret godkjenner den")
    assert (approval.state, MemberFile.objects.count()) == ("waiting", 0)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_file_stops_when_the_term_ends_while_it_is_under_way(stage, client, monkeypatch, file_format):
    monkeypatch.setattr("lokallag.membership.services.files.AT_A_TIME", 1)
    for family in ("Berg", "Dal", "Ås"):
        member(stage, "Kari", family, stage.haslum)
    stage.sign_in(client, "branch leader")
    ask(client, file_format=file_format)
    pieces = fetch(client, MemberFile.objects.get()).streaming_content

    sent = [next(pieces), next(pieces)]
    Term.objects.filter(person=stage["branch leader"]).update(until_on=stage.today - timedelta(days=1))  # midnight

    with pytest.raises(RightEnded):
        next(pieces)
    if file_format == "csv":
        assert [b"Berg" in sent[1], b"Dal" in sent[1]] == [True, False]


def test_who_left_while_the_file_was_under_way_is_not_in_it(stage, monkeypatch):
    monkeypatch.setattr("lokallag.membership.services.files.AT_A_TIME", 1)
    member(stage, "Kari", "Berg", stage.haslum)
    gone = member(stage, "Kari", "Dal", stage.haslum)
    leader = stage["branch leader"]
    file = services.ask_for_file(unit=stage.haslum, file_format="csv", filters="", purpose="Ringe", by=leader, at=now())
    parts = services.read_file(services.open_file(file=file, by=leader, at=now()), by=leader, today=lambda: stage.today)
    next(parts)
    type(gone).objects.filter(pk=gone.pk).update(unit=stage.sandvika)

    assert next(parts) == []


def test_a_file_has_the_members_of_the_list_one_came_from(stage, client):
    member(stage, "Kari", "Ung", stage.haslum, birth_year=stage.today.year - 25)
    member(stage, "Kari", "Voksen", stage.haslum, birth_year=stage.today.year - 50)
    stage.sign_in(client, "branch leader")
    ask(client, filters="alder=18-29")

    assert [line.split(";")[1] for line in lines(fetch(client, MemberFile.objects.get()))[1:]] == ["Ung"]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_long_file_holds_everybody_in_order(stage, client, file_format, monkeypatch):
    monkeypatch.setattr("lokallag.membership.services.files.AT_A_TIME", 7)
    for number in range(30):
        member(stage, "Kari", f"Ås{number:02}", stage.haslum)
    stage.sign_in(client, "branch leader")
    ask(client, file_format=file_format)
    sent = b"".join(fetch(client, MemberFile.objects.get()).streaming_content)

    if file_format == "csv":
        names = [line.split(";")[1] for line in sent.decode().split("\r\n")[1:-1]]
    else:
        import io

        import openpyxl

        names = [row[1].value for row in openpyxl.load_workbook(io.BytesIO(sent)).active.iter_rows(min_row=2)]
    assert names == [f"Ås{number:02}" for number in range(30)]
    assert AT_A_TIME >= 1000


def test_rows_about_files_go_a_day_after_their_time(stage, client):
    stage.sign_in(client, "branch leader")
    ask(client)

    assert services.forget_files(at=now() + timedelta(hours=24)) == 0
    assert services.forget_files(at=now() + timedelta(hours=25)) == 1


def test_no_protected_address_and_no_minors_contact_leave_in_a_file(stage, client):
    Person.objects.filter(pk=stage["board leader"].pk).update(postal_code="1337")
    member(stage, "Vernet", "Ås", stage.haslum, is_protected=True, street_address="Hemmelig 1", postal_code="1337")
    member(
        stage, "Ung", "Ås", stage.haslum, birth_year=stage.today.year - 15, email="ung@example.org", phone="90000001"
    )
    _response, approval = full(stage, client, "board leader")
    approve(approval=approval, by=stage["secretary"], at=now())

    sent = "\n".join(lines(fetch(client, MemberFile.objects.get())))

    assert [secret for secret in ("Hemmelig", "1337", "ung@example.org", "90000001") if secret in sent] == []
    assert "Vernet" in sent


def test_no_file_tells_by_the_reason_for_a_branch_where_a_protected_address_lies(stage, client):
    for name, is_protected in (("Vernet", True), ("Open", False)):
        member(stage, name, "Ås", stage.haslum, is_protected=is_protected, postal_code="1344")
    BranchChoice.objects.update(reason=Reason.FOLLOWED_SUGGESTION)
    _response, approval = full(stage, client, "board leader")
    approve(approval=approval, by=stage["secretary"], at=now())

    rows = {line.split(";")[2].strip('"'): line for line in lines(fetch(client, MemberFile.objects.get()))}

    assert ("Eget valg" in rows["Vernet"], "Fulgte forslaget" in rows["Vernet"]) == (True, False)
    assert "Fulgte forslaget" in rows["Open"]
