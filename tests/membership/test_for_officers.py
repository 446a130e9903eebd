"""What makes the lists, the member page and the files easier for those who use them every week."""

import pytest
from django.utils.timezone import now

from lokallag.membership import services
from lokallag.membership.models import MemberFile
from lokallag.organisation.models import Title
from lokallag.organisation.services import approve
from tests.factories import OfficeFactory, TermFactory
from tests.membership.stage import join, set_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage():
    return set_up()


@pytest.fixture
def mona(stage):
    person = stage["member"]
    person.phone = "+4799887766"
    person.save()
    return join(stage, person, stage.haslum)


def body_of(stage, client, who, url, **asked):
    response = stage.sign_in(client, who).get(url, asked)
    assert response.status_code == 200
    return response.content.decode()


def of_mona(mona):
    return f"/medlemmer/haslum/{mona.pk}/"


@pytest.mark.parametrize("whole_page", [True, False])
def test_e_mail_and_telephone_are_links_on_the_page_and_in_the_list(stage, client, mona, whole_page):
    if whole_page:
        body = body_of(stage, client, "branch leader", of_mona(mona))
    else:
        body = body_of(stage, client, "branch leader", "/medlemmer/haslum/", kolonne=["e-post", "telefon"])

    assert 'href="mailto:mona.dahl@example.org"' in body
    assert 'href="tel:+4799887766"' in body


def test_what_is_written_in_an_address_cannot_leave_the_link(stage, client, mona):
    mona.person.email = "a'b+c?cc=x@example.org"
    mona.person.save()

    body = body_of(stage, client, "branch leader", of_mona(mona))

    assert 'href="mailto:a%27b+c%3Fcc%3Dx@example.org"' in body


def test_a_branch_from_the_register_is_not_told_as_the_members_choice(stage, client, mona):
    before = stage.sign_in(client, "branch leader").get(of_mona(mona)).context["page"].changes
    services.choose_branch(membership=mona, unit=stage.sandvika, by=mona.person, at=now())
    services.choose_branch(membership=mona, unit=stage.haslum, by=mona.person, at=now())
    after = client.get(of_mona(mona)).context["page"].changes

    assert [change.what for change in before if "vdeling" in change.what] == [
        "Avdelingen ble ført inn fra medlemsregisteret"
    ]
    assert [change.what for change in after].count("Medlemmet valgte avdeling") == 2


def test_the_list_says_where_one_belongs_and_not_what_one_chose(stage, client, mona):
    body = body_of(stage, client, "branch leader", "/medlemmer/haslum/")

    assert ("Hører til der de bor" in body, "Valgte avdelingen der" in body) == (True, False)


@pytest.mark.parametrize(("years", "says"), [(18, "Fyller 18 i år"), (17, "Under 18 år"), (30, "30–")])
def test_the_age_says_one_thing(stage, client, mona, years, says):
    mona.person.birth_year = stage.today.year - years
    mona.person.save()

    page = stage.sign_in(client, "branch leader").get(of_mona(mona)).context["page"]

    assert dict(page.facts)["Alder"].startswith(says)
    assert page.is_minor == (years <= 18)


def test_where_one_with_a_protected_address_lives_is_the_same_word_everywhere(stage, client, mona):
    mona.person.is_protected = True
    mona.person.save()

    page = stage.sign_in(client, "branch leader").get(of_mona(mona)).context["page"]
    [row] = client.get("/medlemmer/haslum/").context["page"].rows

    assert (dict(page.facts)["Bor i"], row.place, row.area) == ("Beskyttet", "Beskyttet", "")


class TestFiles:
    def ask(self, stage, client, who="branch leader", slug="haslum", **filters):
        client = stage.sign_in(client, who)
        query = "&".join(f"{name}={value}" for name, value in filters.items())
        return client.post(
            f"/medlemmer/{slug}/last-ned/", {"file_format": "csv", "purpose": "Ringe rundt", "filters": query}
        )

    def test_the_list_of_files_says_whose_as_what_and_which(self, stage, client, mona):
        self.ask(stage, client, alder="18-29")

        [row] = client.get("/medlemmer/filer/").context["page"].rows

        assert row.about == "Haslum · CSV · Alder: 18–29 år"

    def test_the_lists_lead_to_the_files_one_has_asked_for(self, stage, client, mona):
        before = body_of(stage, client, "branch leader", "/medlemmer/")
        self.ask(stage, client)
        after = body_of(stage, client, "branch leader", "/medlemmer/")

        assert ("/medlemmer/filer/" in before, "/medlemmer/filer/" in after) == (False, True)
        assert "/medlemmer/filer/" in body_of(stage, client, "branch leader", "/medlemmer/haslum/")

    def test_a_plain_member_has_no_page_of_files(self, stage, client, mona):
        assert stage.sign_in(client, "member").get("/medlemmer/filer/").status_code == 403

    def test_of_a_file_from_the_whole_party_the_approver_reads_how_many_and_what_follows(self, stage, client, mona):
        answer = self.ask(stage, client, who="secretary", slug=stage.party.slug)
        assert answer.status_code == 302
        [approval] = stage.party.approvals.all()
        page = stage.sign_in(client, "board leader").get(f"/godkjenninger/{approval.pk}/").context["page"]
        pressed = client.post(f"/godkjenninger/{approval.pk}/godkjenn/", follow=True)

        assert "Filen får 1 medlem." in page.lines
        assert (page.kind, "protokollen" in page.before) == ("Fil med medlemmer fra hele partiet", False)
        assert [str(message) for message in pressed.context["messages"]] == [
            "Godkjent. Den som ba om filen, kan nå hente den én gang i løpet av et døgn."
        ]


@pytest.mark.parametrize(("who", "linked"), [("secretary", True), ("board leader", True), ("branch leader", False)])
def test_those_who_may_import_find_the_register_from_the_lists(stage, client, who, linked):
    page = stage.sign_in(client, who).get("/medlemmer/").context["page"]

    assert page.register_url == ("/medlemsregister/" if linked else "")


def test_who_moves_a_member_out_of_their_branch_reads_where_it_went(stage, client, mona):
    stage.sign_in(client, "branch leader")
    page = client.get(f"/medlemmer/haslum/{mona.pk}/for-medlemmet/avdeling/")
    form = page.context["page"].form
    answer = client.post(
        f"/medlemmer/haslum/{mona.pk}/for-medlemmet/avdeling/",
        {**{name: form[name].value() or "" for name in form.fields}, "unit": "sandvika", "how": "phone"},
        follow=True,
    )

    told = [str(message) for message in answer.context["messages"]]
    assert told[-1] == "Mona Dahl hører nå til Sandvika, og du ser ikke medlemmet lenger."


def test_the_letter_is_printed_with_a_button_where_there_is_script(stage, client, mona):
    mona.person.email = ""
    mona.person.save()
    stage.sign_in(client, "branch leader")
    page = client.get(f"/medlemmer/haslum/{mona.pk}/for-medlemmet/telefon/")
    form = page.context["page"].form
    client.post(
        f"/medlemmer/haslum/{mona.pk}/for-medlemmet/telefon/",
        {**{name: form[name].value() or "" for name in form.fields}, "phone": "99 11 22 33", "how": "phone"},
    )
    [letter] = client.get("/medlemmer/brev/").context["page"].rows

    body = client.get(letter.url).content.decode()

    assert 'data-with-script hidden><button class="ds-button" type="button"' in body
    assert "membership/paper" in body


class TestColumns:
    """Who asks for a file takes what it needs: a street only where it is asked for."""

    def file(self, stage, client, **form):
        stage.sign_in(client, "branch leader")
        made = client.post("/medlemmer/haslum/last-ned/", {"file_format": "csv", "purpose": "Ringe", **form})
        return b"".join(client.post(f"{made.url}hent/").streaming_content).decode().removeprefix("\ufeff")

    def test_the_street_is_off_unless_it_is_asked_for(self, stage, client, mona):
        mona.person.street_address = "Kirkeveien 7"
        mona.person.save()
        stage.sign_in(client, "branch leader")
        form = client.get("/medlemmer/haslum/last-ned/").context["page"].form

        assert "gate" not in form["columns"].value()
        assert "Kirkeveien 7" not in self.file(stage, client, columns=form["columns"].value())
        assert "Kirkeveien 7" in self.file(stage, client, columns=["gate"])

    def test_only_what_was_ticked_stands_beside_number_and_name(self, stage, client, mona):
        head, row = self.file(stage, client, columns=["telefon", "kontingent"]).split("\r\n")[:2]

        assert head == "Medlemsnummer;Etternavn;Fornavn;Telefon;Kontingent i år"
        assert row.split(";")[1:4] == ["Dahl", "Mona", "'+4799887766"]

    def test_a_column_that_is_none_is_refused(self, stage, client, mona):
        stage.sign_in(client, "branch leader")
        answer = client.post(
            "/medlemmer/haslum/last-ned/", {"file_format": "csv", "purpose": "Ringe", "columns": ["passord"]}
        )

        assert answer.status_code == 422


class TestDues:
    """The treasurer's own file: the whole party, and nothing but what invoices take. Another lets it out."""

    @pytest.fixture
    def treasurer(self, stage):
        office = OfficeFactory(unit=stage.party, title=Title.TREASURER)
        return TermFactory(office=office, person=stage["stranger"], from_on=stage.today).person

    def ask(self, stage, client):
        stage.sign_in(client, "stranger")
        return client.post("/medlemmer/kontingentfil/", {"file_format": "csv", "purpose": "Sende ut kontingent"})

    def test_it_is_approved_by_another_and_holds_what_invoices_take(self, stage, client, mona, treasurer):
        mona.person.street_address = "Kirkeveien 7"
        mona.person.save()
        hidden = join(stage, stage["board member"], stage.sandvika)
        hidden.person.is_protected, hidden.person.street_address = True, "Hemmelig 1"
        hidden.person.save()
        asked = self.ask(stage, client)
        [approval] = stage.party.approvals.all()
        before = MemberFile.objects.count()
        stage.sign_in(client, "secretary").post(f"/godkjenninger/{approval.pk}/godkjenn/")
        file = MemberFile.objects.get()
        stage.sign_in(client, "stranger")
        sent = b"".join(client.post(f"/medlemmer/filer/{file.pk}/hent/").streaming_content).decode()

        assert (asked.status_code, asked.url, before) == (302, "/medlemmer/filer/", 0)
        lines = sent.removeprefix("\ufeff").split("\r\n")
        assert lines[0] == ("Medlemsnummer;Etternavn;Fornavn;Gateadresse;Postnummer;Poststed;Avdeling;Kontingent i år")
        assert ";Dahl;Mona;Kirkeveien 7;1344;Haslum;Haslum;" in sent
        assert [word for word in ("Hemmelig", "@", "99887766", "1980") if word in sent] == []

    @pytest.mark.parametrize("who", ["board leader", "secretary", "board member", "branch leader", "member"])
    def test_nobody_else_asks_for_it(self, stage, client, treasurer, who):
        assert stage.sign_in(client, who).get("/medlemmer/kontingentfil/").status_code == 403

    def test_the_treasurer_does_not_approve_it_and_gets_no_other_file(self, stage, client, mona, treasurer):
        self.ask(stage, client)
        [approval] = stage.party.approvals.all()

        assert client.post(f"/godkjenninger/{approval.pk}/godkjenn/").status_code == 422
        assert client.get(f"/medlemmer/{stage.party.slug}/last-ned/").status_code == 403
        assert client.get("/medlemmer/").context["page"].dues_url == "/medlemmer/kontingentfil/"

    def test_who_is_no_longer_treasurer_does_not_fetch_it(self, stage, client, mona, treasurer):
        self.ask(stage, client)
        [approval] = stage.party.approvals.all()
        approve(approval=approval, by=stage["secretary"], at=now())
        file = MemberFile.objects.get()
        treasurer.terms.all().delete()
        stage.sign_in(client, "stranger")

        assert client.post(f"/medlemmer/filer/{file.pk}/hent/").status_code == 403
