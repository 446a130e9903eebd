from datetime import date, timedelta

import pytest
from django.utils.timezone import localdate

from lokallag.calendar.domain.words import in_words
from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.organisation import services
from lokallag.organisation.models import BoardContact, Kind, Term, Title, Unit, UnitName
from tests.factories import LONG_AGO, NOON, TermFactory, UnitFactory
from tests.organisation.forms_sent import fill_in, messages_of, read


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


class TestCreate:
    address = "/organisasjon/ny/"

    def test_a_branch_gets_its_name_its_place_and_its_first_offices(self, client, people):
        people.sign_in(client, "secretary")
        sent = fill_in(client, self.address, name="  Skui –  Tanum ", decision="Årsmøtet 2026, sak 7")

        response = client.post(self.address, sent, follow=True)

        unit = Unit.objects.get(slug="skui-tanum")
        assert (unit.kind, unit.parent, unit.has_proposal_right) == (Kind.BRANCH, people.party, True)
        name = unit.names.get()
        assert (name.name, name.valid_from, name.decision) == ("Skui – Tanum", people.today, "Årsmøtet 2026, sak 7")
        assert set(unit.offices.values_list("title", flat=True)) == {
            Title.LEADER,
            Title.DEPUTY_LEADER,
            Title.SECRETARY,
            Title.BOARD_MEMBER,
        }
        assert messages_of(response) == ["Skui – Tanum er opprettet."]
        change = Change.objects.order_by("pk").last()
        assert (change.act, change.actor_id, change.target_id) == (
            "organisation.manage_units",
            people["secretary"].pk,
            str(unit.pk),
        )

    def test_one_that_opens_later_has_a_page_at_once_and_its_officers_are_seated_beforehand(self, client, people):
        people.sign_in(client, "secretary")
        first_day = people.today + timedelta(days=40)
        sent = fill_in(client, self.address, name="Skui", opened_on=written(first_day), decision="Sak 7")

        response = client.post(self.address, sent, follow=True)
        again = client.post(self.address, sent)

        unit = Unit.objects.get(slug="skui")
        office = unit.offices.get(title=Title.LEADER)
        assert (response.redirect_chain[0][0], again["Location"]) == ("/organisasjon/skui/", "/organisasjon/skui/")
        assert response.context["page"].lead == f"Begynner {in_words(first_day)}."
        address = f"/organisasjon/skui/velg/?person={people['member'].key}&verv={office.pk}"
        client.post(address, fill_in(client, address, elected_by="Årsmøtet"))
        term = office.terms.get()
        page = client.get("/organisasjon/skui/").context["page"]
        assert (term.person, term.from_on) == (people["member"], first_day)
        assert [(seat.name, seat.is_coming) for seat in page.seats if seat.name] == [("Mona Dahl", True)]

    def test_a_network_is_founded_by_a_case_of_the_board_and_not_here(self, client, people):
        people.sign_in(client, "secretary")
        sent = fill_in(client, self.address, kind=Kind.NETWORK, name="Klimanettverket", decision="Styret, sak 4")

        response = client.post(self.address, sent)

        assert (response.status_code, list(read(response).errors)) == (422, ["kind"])
        assert not Unit.objects.filter(kind=Kind.NETWORK).exists()

    @pytest.mark.parametrize("name", ["Haslum", "HASLUM", " haslum ", "Has\u200blum", "\u202eHaslum"])
    def test_a_name_in_use_is_told_at_its_field_and_nothing_is_lost(self, client, people, name):
        people.sign_in(client, "secretary")
        sent = fill_in(client, self.address, name=name, decision="Årsmøtet 2026, sak 7")

        response = client.post(self.address, sent)

        assert response.status_code == 422
        shown = read(response)
        assert shown.errors == {"name": "Navnet er allerede i bruk. Velg et annet navn."}
        assert (shown.values["name"], shown.values["decision"]) == (name, "Årsmøtet 2026, sak 7")
        assert Unit.objects.count() == 3

    @pytest.mark.parametrize(
        ("field", "value", "says"),
        [
            ("name", "", "Skriv navnet på enheten."),
            ("name", "x" * 121, "Skriv høyst 120 tegn. Nå er det 121."),
            ("decision", " ", "Skriv hvilket vedtak dette bygger på."),
            ("opened_on", "i går", "Skriv datoen som dag, måned og år, for eksempel 16.06.2027."),
            ("opened_on", "01.01.0026", "Skriv årstallet med fire siffer, for eksempel 2027."),
            ("opened_on", "", "Skriv en dato, for eksempel 16.06.2027."),
        ],
    )
    def test_what_is_missing_is_told_at_its_field(self, client, people, field, value, says):
        people.sign_in(client, "secretary")
        sent = fill_in(client, self.address, **{"name": "Skui", "decision": "Årsmøtet", field: value})

        response = client.post(self.address, sent)

        assert response.status_code == 422
        assert read(response).errors == {field: says}
        assert read(response).values[field] == value
        assert Unit.objects.count() == 3

    @pytest.mark.parametrize(("name", "stored"), [("Skui\u202e Tanum", "Skui Tanum"), ("Skui\x07\u200b", "Skui")])
    def test_signs_that_nobody_sees_are_left_out_of_the_name(self, client, people, name, stored):
        people.sign_in(client, "secretary")

        response = client.post(self.address, fill_in(client, self.address, name=name, decision="Sak 7"), follow=True)

        assert UnitName.objects.order_by("pk").last().name == stored
        assert messages_of(response) == [f"{stored} er opprettet."]

    def test_a_name_of_signs_that_nobody_sees_is_none(self, client, people):
        people.sign_in(client, "secretary")

        response = client.post(self.address, fill_in(client, self.address, name="\u200b\u202e", decision="Sak 7"))

        assert (response.status_code, read(response).errors) == (422, {"name": "Skriv navnet på enheten."})

    def test_a_form_sent_twice_creates_one_unit(self, client, people):
        people.sign_in(client, "secretary")
        sent = fill_in(client, self.address, name="Skui", decision="Årsmøtet 2026, sak 7")

        client.post(self.address, sent)
        second = client.post(self.address, sent, follow=True)

        assert Unit.objects.filter(slug__startswith="skui").count() == 1
        assert messages_of(second)[-1] == "Skjemaet kom to ganger. Det er lagret én gang."

    def test_a_form_that_was_refused_can_be_sent_again(self, client, people):
        people.sign_in(client, "secretary")
        sent = fill_in(client, self.address, name="Haslum", decision="Årsmøtet 2026, sak 7")

        refused = client.post(self.address, sent)
        corrected = client.post(self.address, {**sent, "name": "Skui"})

        assert (refused.status_code, corrected.status_code) == (422, 302)
        assert Unit.objects.filter(slug="skui").exists()

    def test_there_is_one_municipal_party(self, people):
        with pytest.raises(RuleViolation) as refused:
            services.create_unit(
                kind=Kind.MUNICIPAL, name="Asker", parent=None, opened_on=LONG_AGO, decision="", by=None, at=NOON
            )

        assert (str(refused.value), refused.value.field) == ("Kommunepartiet er allerede opprettet.", "kind")

    @pytest.mark.parametrize(
        ("name", "slug"),
        [
            ("Østre Bærum", "ostre-baerum"),
            ("Lommedalen–Bærums Verk", "lommedalen-baerums-verk"),
            ("Ny", "ny-2"),
            ("Regler", "regler-2"),
            ("…", "enhet"),
        ],
    )
    def test_addresses_are_plain_and_take_no_page_of_ours(self, db, name, slug):
        unit = services.create_unit(
            kind=Kind.COMMITTEE, name=name, parent=None, opened_on=LONG_AGO, decision="", by=None, at=NOON
        )

        assert unit.slug == slug


class TestRename:
    address = "/organisasjon/haslum/navn/"

    def test_the_new_name_begins_on_its_day_and_the_old_one_is_kept(self, client, people):
        people.sign_in(client, "board leader")
        first_day = people.today + timedelta(days=30)

        response = client.post(
            self.address,
            fill_in(client, self.address, name="Haslum og Gjettum", valid_from=written(first_day), decision="Sak 7"),
            follow=True,
        )

        assert response.status_code == 200
        assert list(people.haslum.names.order_by("valid_from").values_list("name", "valid_until")) == [
            ("Haslum", first_day - timedelta(days=1)),
            ("Haslum og Gjettum", None),
        ]
        names = {day: Unit.objects.named(day).get(slug="haslum").name for day in (people.today, first_day)}
        assert names == {people.today: "Haslum", first_day: "Haslum og Gjettum"}

    def test_a_day_that_is_past_is_refused(self, client, people):
        people.sign_in(client, "board leader")
        yesterday = people.today - timedelta(days=1)
        sent = fill_in(client, self.address, name="Gjettum", valid_from=written(yesterday), decision="Sak 7")

        response = client.post(self.address, sent)

        assert response.status_code == 422
        assert read(response).errors["valid_from"].startswith("Datoen er passert. Velg ")
        assert read(response).values["name"] == "Gjettum"

    def test_a_second_name_from_the_same_day_is_refused(self, client, people):
        people.sign_in(client, "board leader")
        sent = {"name": "Gjettum", "valid_from": written(people.today), "decision": "Sak 7"}
        client.post(self.address, fill_in(client, self.address, **sent))

        response = client.post(self.address, fill_in(client, self.address, **{**sent, "name": "Presterud"}))

        assert response.status_code == 422
        assert read(response).errors["valid_from"].endswith("Velg en senere dato.")

    @pytest.mark.parametrize(
        ("name", "decision", "field"),
        [("Sandvika", "Sak 7", "name"), (" ", "Sak 7", "name"), ("Gjettum", " ", "decision")],
    )
    def test_a_name_in_use_or_no_decision_is_refused(self, people, name, decision, field):
        with pytest.raises(RuleViolation) as refused:
            services.rename_unit(
                unit=people.haslum, name=name, valid_from=people.today, decision=decision, by=None, at=NOON
            )

        assert refused.value.field == field
        assert people.haslum.names.get().valid_until is None

    def test_a_name_that_another_unit_has_left_can_be_used(self, people):
        services.rename_unit(
            unit=people.haslum, name="Gjettum", valid_from=people.today, decision="Sak 7", by=None, at=NOON
        )

        fresh = services.rename_unit(
            unit=people.sandvika, name="Haslum", valid_from=people.today, decision="Sak 8", by=None, at=NOON
        )

        assert fresh.name == "Haslum"


class TestEdit:
    address = "/organisasjon/haslum/rediger/"

    def test_the_branch_leader_changes_what_everyone_reads(self, client, people):
        people.sign_in(client, "branch leader")
        sent = fill_in(
            client, self.address, public_email="haslum@example.org", meets="Andre tirsdag", about="Vi er her.\n\nKom."
        )

        client.post(self.address, sent)

        page = client.get("/organisasjon/haslum/").content.decode()
        assert 'href="mailto:haslum@example.org"' in page
        assert "<p>Vi er her.</p><p>Kom.</p>" in page

    def test_an_address_that_is_none_is_told_and_all_text_is_kept(self, client, people):
        people.sign_in(client, "branch leader")
        sent = fill_in(client, self.address, public_email="haslum(at)example.org", about="En lang tekst.")

        response = client.post(self.address, sent)

        assert response.status_code == 422
        assert read(response).errors == {"public_email": "Skriv e-postadressen slik: navn@eksempel.no."}
        assert read(response).values["public_email"] == "haslum(at)example.org"
        assert read(response).values["about"] == "En lang tekst."

    def test_a_stale_page_is_refused_with_both_texts_and_can_be_sent_once_more(self, client, people):
        people.sign_in(client, "branch leader")
        sent = fill_in(client, self.address, about="Min tekst")
        services.edit_unit(
            unit=people.haslum, public_email="", meets="", about="Styrets tekst", by=people["secretary"], at=NOON
        )

        refused = client.post(self.address, sent)
        people.haslum.refresh_from_db()
        stored, shown = people.haslum.about, read(refused)
        again = client.post(self.address, shown.values)
        people.haslum.refresh_from_db()

        assert (refused.status_code, stored, shown.values["about"]) == (422, "Styrets tekst", "Min tekst")
        assert "Styrets tekst" in refused.content.decode()
        assert (again.status_code, people.haslum.about) == (302, "Min tekst")


class TestClose:
    address = "/organisasjon/haslum/legg-ned/"

    def test_terms_contact_and_name_end_with_the_last_day(self, client, people):
        services.name_board_contact(
            branch=people.haslum, person=people["board member"], from_on=people.today, by=None, at=NOON
        )
        people.sign_in(client, "board leader")

        client.post(self.address, fill_in(client, self.address, last_day=written(people.today)))

        ends = {
            people.haslum.names.get().valid_until,
            Term.objects.get(office__unit=people.haslum).until_on,
            BoardContact.objects.get(branch=people.haslum).until_on,
            Unit.objects.get(slug="haslum").closed_on,
        }
        tomorrow = people.today + timedelta(days=1)
        assert ends == {people.today}
        assert [unit.slug for unit in Unit.objects.branches(people.today)] == ["haslum", "sandvika"]
        assert [unit.slug for unit in Unit.objects.branches(tomorrow)] == ["sandvika"]
        assert services.create_unit(
            kind=Kind.BRANCH, name="Haslum", parent=people.party, opened_on=tomorrow, decision="Sak 1", by=None, at=NOON
        )

    def test_a_name_that_never_came_into_use_is_taken_back(self, people):
        later = people.today + timedelta(days=40)
        services.rename_unit(unit=people.haslum, name="Gjettum", valid_from=later, decision="Sak 7", by=None, at=NOON)

        services.close_unit(unit=people.haslum, last_day=people.today, by=None, at=NOON)

        assert list(UnitName.objects.filter(unit=people.haslum).values_list("name", "valid_until")) == [
            ("Haslum", people.today)
        ]

    @pytest.mark.parametrize("case", ["municipal", "children", "coming term", "before it opened", "closed already"])
    def test_what_stands_in_the_way_is_told(self, people, case):
        unit, last_day = people.haslum, people.today
        if case == "municipal":
            unit = people.party
        elif case == "children":
            UnitFactory(parent=unit, kind=Kind.COMMITTEE)
        elif case == "coming term":
            TermFactory(office=unit.offices.get(title=Title.SECRETARY), from_on=last_day + timedelta(days=1))
        elif case == "before it opened":
            last_day = unit.opened_on - timedelta(days=1)
        else:
            services.close_unit(unit=unit, last_day=last_day, by=None, at=NOON)
        before = Unit.objects.get(pk=unit.pk).closed_on

        with pytest.raises(RuleViolation) as refused:
            services.close_unit(unit=unit, last_day=last_day, by=None, at=NOON)

        assert str(refused.value).endswith((".", "verv i det."))
        assert Unit.objects.get(pk=unit.pk).closed_on == before

    def test_nothing_changes_in_a_unit_that_is_closed(self, people):
        services.close_unit(unit=people.haslum, last_day=people.today, by=None, at=NOON)
        office = people.haslum.offices.get(title=Title.SECRETARY)
        later = people.today + timedelta(days=1)

        for act in (
            lambda: services.rename_unit(
                unit=people.haslum, name="Ny", valid_from=later, decision="Sak 7", by=None, at=NOON
            ),
            lambda: services.appoint(
                office=office,
                person=people["member"],
                from_on=people.today,
                until_on=None,
                elected_by="Årsmøtet",
                by=None,
                at=NOON,
            ),
            lambda: services.add_office(unit=people.haslum, title=Title.TREASURER, seats=1, by=None, at=NOON),
            lambda: services.name_board_contact(
                branch=people.haslum, person=people["board member"], from_on=people.today, by=None, at=NOON
            ),
        ):
            with pytest.raises(RuleViolation):
                act()

    def test_the_page_of_a_closed_unit_says_so_and_offers_nothing(self, client, people):
        Unit.objects.filter(pk=people.haslum.pk).update(closed_on=localdate() - timedelta(days=1))
        people.sign_in(client, "board leader")

        response = client.get("/organisasjon/haslum/")

        assert response.status_code == 200
        assert (response.context["page"].main_act, response.context["page"].acts) == (None, ())
        assert response.context["page"].lead.startswith("Lagt ned. Siste dag var ")
