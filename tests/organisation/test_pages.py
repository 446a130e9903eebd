from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lokallag.calendar.domain.words import in_words
from lokallag.organisation import services
from lokallag.organisation.models import Kind, Title
from tests.factories import NOON, TermFactory, UnitFactory


class TestUnits:
    address = "/organisasjon/"

    def test_the_heading_is_the_answer(self, client, people):
        assert client.get(self.address).context["page"].title == "Bærum Arbeiderparti har 2 partiavdelinger"

    def test_units_stand_by_kind_and_name_with_leader_and_address(self, client, people):
        services.edit_unit(unit=people.haslum, public_email="haslum@example.org", meets="", about="", by=None, at=NOON)
        UnitFactory(name="Østre Bærum", parent=people.party)
        UnitFactory(name="Åsterud", parent=people.party)
        UnitFactory(name="Studieutvalget", kind=Kind.COMMITTEE, parent=people.haslum)

        page = client.get(self.address).context["page"]

        assert [(row.name, row.kind, row.below, row.leader, row.email) for row in page.rows] == [
            ("Bærum Arbeiderparti", "Kommuneparti", "", "Berit Lund", ""),
            ("Haslum", "Partiavdeling", "Bærum Arbeiderparti", "Hanne Ås", "haslum@example.org"),
            ("Sandvika", "Partiavdeling", "Bærum Arbeiderparti", "Nils Østby", ""),
            ("Østre Bærum", "Partiavdeling", "Bærum Arbeiderparti", "", ""),
            ("Åsterud", "Partiavdeling", "Bærum Arbeiderparti", "", ""),
            ("Studieutvalget", "Utvalg", "Haslum", "", ""),
        ]
        assert page.shows_below is True

    def test_only_leader_and_address_are_for_everyone(self, client, people):
        TermFactory(office=people.haslum.offices.get(title=Title.SECRETARY), holder_name="Kari Skjult")

        bodies = client.get(self.address).content.decode() + client.get("/organisasjon/haslum/").content.decode()

        assert "Kari Skjult" not in bodies
        assert "hanne.as@example.org" not in bodies

    def test_a_unit_that_opens_later_stands_under_what_comes(self, client, people):
        UnitFactory(name="Åsterud", parent=people.party, opened_on=people.today + timedelta(days=9))
        UnitFactory(name="Øverland", parent=people.party, opened_on=people.today + timedelta(days=1))
        UnitFactory(name="Borte", closed_on=people.today - timedelta(days=1))

        response = client.get(self.address)

        tomorrow, later = (in_words(people.today + timedelta(days=days)) for days in (1, 9))
        coming = response.context["page"].coming
        assert [(row.name, row.kind, row.first_day) for row in coming] == [
            ("Øverland", "Partiavdeling", tomorrow),
            ("Åsterud", "Partiavdeling", later),
        ]
        assert coming[0].url in response.content.decode()

    def test_a_unit_not_yet_open_or_closed_is_not_among_those_of_the_day(self, client, people):
        UnitFactory(name="Kommer", opened_on=people.today + timedelta(days=1))
        UnitFactory(name="Borte", closed_on=people.today - timedelta(days=1))

        page = client.get(self.address).context["page"]

        assert page.shows_below is False
        assert [row.name for row in page.rows] == ["Bærum Arbeiderparti", "Haslum", "Sandvika"]

    def test_only_board_officers_get_acts(self, client, people):
        acts = {}
        for who in ("board leader", "branch leader", "anonymous"):
            page = people.sign_in(client, who).get(self.address).context["page"]
            acts[who] = (page.create_url, page.profile_url)

        assert acts == {
            "board leader": ("/organisasjon/ny/", "/organisasjon/profil/"),
            "branch leader": ("", ""),
            "anonymous": ("", ""),
        }


class TestUnit:
    address = "/organisasjon/haslum/"

    def test_each_reader_sees_what_the_office_gives(self, client, people):
        seen = {}
        for who in ("board leader", "board member", "branch leader", "neighbour leader", "member", "anonymous"):
            page = people.sign_in(client, who).get(self.address).context["page"]
            acts = [page.main_act.label] if page.main_act else []
            seen[who] = (page.sees_terms, page.shows_contact, [*acts, *(act.label for act in page.acts)])

        edit, board = "Rediger teksten og adressen", "Før inn nytt styre"
        assert seen == {
            "board leader": (
                True,
                True,
                [
                    "Velg noen til et verv",
                    edit,
                    board,
                    "Endre vervene og plassene",
                    "Gi nytt navn",
                    "Velg kontakt i styret",
                    "Legg ned",
                ],
            ),
            "board member": (True, True, []),
            "branch leader": (True, True, [edit, board]),
            "neighbour leader": (False, False, []),
            "member": (False, False, []),
            "anonymous": (False, False, []),
        }

    def test_live_coming_vacant_and_past(self, client, people):
        day, offices = people.today, people.haslum.offices
        TermFactory(office=offices.get(title=Title.SECRETARY), holder_name="Kari Ny", from_on=day + timedelta(days=1))
        TermFactory(
            office=offices.get(title=Title.SECRETARY),
            holder_name="Per Før",
            from_on=day - timedelta(days=9),
            until_on=day - timedelta(days=1),
        )
        people.sign_in(client, "board leader")

        page = client.get(self.address).context["page"]

        assert [(row.office, row.name, row.vacant, row.is_coming) for row in page.seats] == [
            ("Leder", "Hanne Ås", "", False),
            ("Nestleder", "", "Én ledig plass", False),
            ("Sekretær", "Kari Ny", "", True),
            ("Sekretær", "", "Én ledig plass", False),
            ("Styremedlem", "", "2 ledige plasser", False),
        ]
        assert [(row.name, row.office) for row in page.past] == [("Per Før", "Sekretær")]

    def test_names_through_time_are_for_everyone(self, client, people):
        services.rename_unit(
            unit=people.haslum,
            name="Haslum og Gjettum",
            valid_from=people.today,
            decision="Årsmøtet, sak 7",
            by=None,
            at=NOON,
        )

        page = client.get(self.address).context["page"]

        assert [(row.name, row.decision) for row in page.names] == [
            ("Haslum og Gjettum", "Årsmøtet, sak 7"),
            ("Haslum", "Årsmøtet, sak 3"),
        ]
        assert page.title == "Haslum og Gjettum"

    def test_what_a_unit_writes_is_shown_as_text(self, client, people):
        services.edit_unit(
            unit=people.haslum, public_email="", meets="<b>nå</b>", about="<script>alert(1)</script>", by=None, at=NOON
        )

        body = client.get(self.address).content.decode()

        assert "<script>alert" not in body
        assert "&lt;b&gt;nå&lt;/b&gt;" in body


def queries_of(client, address):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("who", ["anonymous", "board leader"])
@pytest.mark.parametrize(
    "address",
    ["/organisasjon/", "/organisasjon/haslum/", "/organisasjon/haslum/verv/", "/organisasjon/haslum/kontakt/"],
)
def test_three_items_cost_as_many_queries_as_one(client, people, address, who):
    if who == "anonymous" and address.count("/") > 3:
        who = "secretary"
    people.sign_in(client, who)
    queries_of(client, address)  # what is kept in memory for good is there now
    few = queries_of(client, address)

    for number in range(2):
        unit = UnitFactory(parent=people.haslum, kind=Kind.BRANCH)
        TermFactory(office__unit=unit, office__title=Title.LEADER)
        office = services.add_office(
            unit=people.haslum, title=Title.BOARD_MEMBER, called=f"Nr {number}", seats=3, by=None, at=NOON
        )
        TermFactory(office=office)
        TermFactory(office=office, seat=2, until_on=people.today - timedelta(days=1))
        services.rename_unit(
            unit=people.haslum,
            name=f"Haslum {number}",
            valid_from=people.today + timedelta(days=number),
            decision="Sak 7",
            by=None,
            at=NOON,
        )
        TermFactory(office=people.party.offices.get(title=Title.BOARD_MEMBER), seat=number + 2)

    assert queries_of(client, address) == few
