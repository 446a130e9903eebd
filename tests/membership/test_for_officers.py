"""What makes the lists, the member page and the files easier for those who use them every week."""

import pytest
from django.utils.timezone import now

from lokallag.membership import services
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
