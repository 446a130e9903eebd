from datetime import UTC, date, datetime, timedelta

import pytest

from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage
from lokallag.organisation import services
from lokallag.organisation.models import Office, Term, Title
from lokallag.organisation.queries import board_contact_of, leaders_of
from lokallag.people.models import Person
from tests.factories import NOON, BranchChoiceFactory, PersonFactory, TermFactory
from tests.organisation.forms_sent import fill_in, messages_of, read


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


class TestAppoint:
    address = "/organisasjon/haslum/velg/"

    def sent(self, client, people, **changes):
        office = people.haslum.offices.get(title=Title.SECRETARY)
        address = f"{self.address}?person={people['member'].key}&verv={office.pk}"
        return fill_in(client, address, **{"elected_by": "Årsmøtet 2026", **changes})

    def test_a_person_found_by_name_is_seated(self, client, people):
        people.sign_in(client, "board leader")

        found = client.get(self.address, {"sok": "dahl"})
        address = found.context["page"].hits[0].url
        office = people.haslum.offices.get(title=Title.SECRETARY)
        sent = fill_in(
            client,
            address,
            office=str(office.pk),
            until_on=written(people.today + timedelta(days=400)),
            elected_by="Årsmøtet 2026",
            elected_on=written(people.today - timedelta(days=3)),
            minuted_in="Protokoll, sak 9",
        )
        response = client.post(self.address, sent, follow=True)

        term = Term.objects.get(person=people["member"])
        assert (term.office, term.seat, term.holder_name, term.from_on, term.until_on) == (
            office,
            1,
            "Mona Dahl",
            people.today,
            people.today + timedelta(days=400),
        )
        assert (term.elected_by, term.elected_on, term.minuted_in) == (
            "Årsmøtet 2026",
            people.today - timedelta(days=3),
            "Protokoll, sak 9",
        )
        assert messages_of(response) == ["Mona Dahl er ført inn som sekretær."]

    def test_the_name_stands_as_it_was_when_elected(self, people):
        term = people["branch leader"].terms.get()
        people["branch leader"].family_name = "Dal"
        people["branch leader"].save()

        assert Term.objects.get(pk=term.pk).holder_name == "Hanne Ås"

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            (
                {"from_on": "10.05.2099", "until_on": "09.05.2099"},
                {"until_on": "Vervet kan ikke slutte før det begynner. Sjekk de to datoene."},
            ),
            (
                {"from_on": "01.01.2027", "until_on": "01.01.2026"},
                {"until_on": "Vervet kan ikke slutte før det begynner. Sjekk de to datoene."},
            ),
            (
                {"from_on": "31.02.2027"},
                {"from_on": "Skriv datoen som dag, måned og år, for eksempel 16.06.2027."},
            ),
            ({"elected_by": " "}, {"elected_by": "Skriv hvilket møte som valgte."}),
            ({"elected_on": "01.01.2099"}, {"elected_on": "Valget må ha skjedd. Skriv dagen møtet ble holdt."}),
            ({"office": "0"}, {"office": "Velg ett av alternativene."}),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(self, client, people, changes, errors):
        people.sign_in(client, "board leader")
        sent = self.sent(client, people, minuted_in="Protokoll, sak 9", **changes)

        response = client.post(self.address, sent)

        shown = read(response)
        assert response.status_code == 422
        assert shown.errors == errors
        kept = {
            key: value for key, value in sent.items() if key not in {"csrfmiddlewaretoken", "engangsnokkel", "office"}
        }
        assert {key: shown.values[key] for key in kept} == kept
        assert not people["member"].terms.exists()

    def test_a_last_day_that_is_past_is_refused(self, client, people):
        people.sign_in(client, "board leader")
        yesterday = written(people.today - timedelta(days=1))

        response = client.post(self.address, self.sent(client, people, from_on="01.01.2020", until_on=yesterday))

        assert response.status_code == 422
        assert read(response).errors["until_on"].startswith("Datoen er passert. Velg ")

    def test_a_seat_that_is_taken_is_refused_at_the_first_day(self, client, people):
        TermFactory(office=people.haslum.offices.get(title=Title.SECRETARY), from_on=people.today + timedelta(days=9))
        people.sign_in(client, "board leader")

        response = client.post(self.address, self.sent(client, people))

        assert response.status_code == 422
        assert read(response).errors == {
            "from_on": "Plassen er allerede besatt i denne perioden. Avslutt den som sitter, eller velg en senere dato."
        }

    def test_a_seat_is_free_again_the_day_after_the_last(self, people):
        office = people.haslum.offices.get(title=Title.SECRETARY)
        first = TermFactory(office=office, from_on=people.today, until_on=people.today + timedelta(days=9))

        second = services.appoint(
            office=office,
            person=people["member"],
            from_on=first.until_on + timedelta(days=1),
            until_on=None,
            elected_by="Årsmøtet",
            by=None,
            at=NOON,
        )

        assert (second.seat, office.terms.count()) == (1, 2)

    def test_each_takes_the_first_seat_that_is_free_in_the_whole_period(self, people):
        office = people.haslum.offices.get(title=Title.BOARD_MEMBER)

        def appoint(**days: date | None) -> Term:
            return services.appoint(
                office=office, person=PersonFactory(), elected_by="Årsmøtet", by=None, at=NOON, **days
            )

        day = people.today
        one = appoint(from_on=day + timedelta(days=10), until_on=day + timedelta(days=20))
        two = appoint(from_on=day, until_on=None)
        three = appoint(from_on=day, until_on=day + timedelta(days=9))
        with pytest.raises(RuleViolation) as refused:
            appoint(from_on=day + timedelta(days=20), until_on=None)

        assert (one.seat, two.seat, three.seat) == (1, 2, 1)
        assert str(refused.value).startswith("Alle 2 plassene er besatt i denne perioden.")

    def test_nobody_holds_two_seats_of_one_office(self, people):
        with pytest.raises(RuleViolation) as refused:
            services.appoint(
                office=people.party.offices.get(title=Title.BOARD_MEMBER),
                person=people["board member"],
                from_on=people.today,
                until_on=None,
                elected_by="Årsmøtet",
                by=None,
                at=NOON,
            )

        assert str(refused.value) == "Bilal Khan har allerede dette vervet i perioden."

    def test_nobody_gives_an_office_to_oneself(self, client, people):
        people.sign_in(client, "secretary")
        office = people.party.offices.get(title=Title.TREASURER)
        address = f"/organisasjon/baerum-arbeiderparti/velg/?person={people['secretary'].key}&verv={office.pk}"

        response = client.post(address, fill_in(client, address, elected_by="Årsmøtet"))

        assert response.status_code == 422
        assert "Du kan ikke gi deg selv et verv." in response.content.decode()
        assert not office.terms.exists()

    def test_a_form_sent_twice_seats_once(self, client, people):
        people.sign_in(client, "board leader")
        sent = self.sent(client, people)

        first, second = client.post(self.address, sent), client.post(self.address, sent)

        assert (first.status_code, second.status_code, people["member"].terms.count()) == (302, 302, 1)

    @pytest.mark.parametrize("seat", [0, 2])
    def test_a_seat_that_the_office_has_not_is_refused(self, people, seat):
        with pytest.raises(RuleViolation):
            services.appoint(
                office=people.haslum.offices.get(title=Title.SECRETARY),
                person=people["member"],
                seat=seat,
                from_on=people.today,
                until_on=None,
                elected_by="Årsmøtet",
                by=None,
                at=NOON,
            )


class TestSearch:
    address = "/organisasjon/haslum/velg/"

    @pytest.mark.parametrize(
        ("wish", "names"),
        [
            ("Hanne", ["Hanne Ås"]),
            ("ås", ["Hanne Ås"]),
            ("Aas", ["Hanne Ås"]),
            ("khan bilal", ["Bilal Khan"]),
            ("ØSTB", ["Nils Østby"]),
            ("Dahl Per", []),
            ("ahl", []),
            ("x", []),
            ("%", []),
            ("__", []),
            ("mona\x00dahl", ["Mona Dahl"]),
        ],
    )
    def test_every_word_must_begin_a_part_of_the_name(self, client, people, wish, names):
        people.sign_in(client, "board leader")

        page = client.get(self.address, {"sok": wish}).context["page"]

        assert [hit.name for hit in page.hits] == names

    def test_at_most_twenty_are_shown(self, client, people):
        for _ in range(21):
            PersonFactory(given_name="Turid")
        people.sign_in(client, "board leader")

        page = client.get(self.address, {"sok": "turid"}).context["page"]

        assert (len(page.hits), page.more) == (20, True)

    def test_hits_show_name_and_branch_and_nothing_more(self, client, people):
        PersonFactory(
            given_name="Turid",
            family_name="Prøve",
            email="turid@example.org",
            phone="99 88 77 66",
            street_address="Storgata 1",
            birth_year=1951,
        )
        hidden = PersonFactory(given_name="Turid", family_name="Skjult", postal_code="1350", is_protected=True)
        BranchChoiceFactory(unit=people.haslum, membership__person=hidden)
        people.sign_in(client, "board leader")

        response = client.get(self.address, {"sok": "turid"})

        body = response.content.decode()
        assert [(hit.name, hit.branch) for hit in response.context["page"].hits] == [
            ("Turid Prøve", ""),
            ("Turid Skjult", "Haslum"),  # found like anybody else: nothing says that the address is protected
        ]
        assert [secret for secret in ("turid@", "99 88", "Storgata", "1951", "1344", "1350") if secret in body] == []

    @pytest.mark.parametrize("key", ["x", "00000000-0000-0000-0000-000000000000", "1"])
    def test_a_person_that_is_not_there_leads_back_to_the_search(self, client, people, key):
        people.sign_in(client, "board leader")

        page = client.get(self.address, {"person": key}).context["page"]

        assert (page.person, page.form) == ("", None)

    @pytest.mark.parametrize("persons", [1, 3])
    def test_the_search_asks_as_often_for_three_as_for_one(self, client, people, persons, django_assert_num_queries):
        for _ in range(persons):
            PersonFactory(given_name="Turid")
        from lokallag.organisation.queries import find_persons

        with django_assert_num_queries(2):
            assert len(find_persons("turid", on=people.today).rows) == persons


class TestEndTerm:
    def address(self, term):
        return f"/organisasjon/verv/{term.pk}/avslutt/"

    def test_the_last_day_is_set(self, client, people):
        term = people["branch leader"].terms.get()
        people.sign_in(client, "secretary")
        last_day = people.today + timedelta(days=5)

        response = client.post(
            self.address(term), fill_in(client, self.address(term), last_day=written(last_day)), follow=True
        )

        assert Term.objects.get(pk=term.pk).until_on == last_day
        assert messages_of(response) == ["Siste dag er lagret."]

    @pytest.mark.parametrize(
        ("last_day", "says"), [(-2, "Datoen er passert. Velg "), (None, "Skriv en dato, for eksempel 16.06.2027.")]
    )
    def test_a_day_too_long_ago_or_none_is_refused(self, client, people, last_day, says):
        term = people["branch leader"].terms.get()
        people.sign_in(client, "secretary")
        day = "" if last_day is None else written(people.today + timedelta(days=last_day))

        response = client.post(self.address(term), fill_in(client, self.address(term), last_day=day))

        assert response.status_code == 422
        assert read(response).errors["last_day"].startswith(says)
        assert Term.objects.get(pk=term.pk).until_on is None

    def test_it_cannot_end_before_it_begins(self, client, people):
        term = TermFactory(office=people.haslum.offices.get(title=Title.SECRETARY), from_on=people.today)
        people.sign_in(client, "secretary")
        yesterday = written(people.today - timedelta(days=1))

        response = client.post(self.address(term), fill_in(client, self.address(term), last_day=yesterday))

        assert response.status_code == 422
        assert read(response).errors == {"last_day": "Vervet kan ikke slutte før det begynner. Sjekk de to datoene."}

    def test_it_is_not_prolonged_without_a_new_election(self, client, people):
        ends = people.today + timedelta(days=9)
        office = people.haslum.offices.get(title=Title.SECRETARY)
        term = TermFactory(office=office, from_on=people.today, until_on=ends)
        people.sign_in(client, "secretary")
        page = client.get(self.address(term)).content.decode()

        refused = client.post(
            self.address(term), fill_in(client, self.address(term), last_day=written(ends + timedelta(days=1)))
        )

        assert "kan bare kortes ned. Skal det vare lenger, må møtet velge på nytt." in page
        assert refused.status_code == 422
        assert read(refused).errors["last_day"].endswith("Skal det vare lenger, må møtet velge på nytt.")
        assert Term.objects.get(pk=term.pk).until_on == ends

    def test_it_says_that_a_last_day_set_once_is_not_moved_out(self, client, people):
        people.sign_in(client, "secretary")

        page = client.get(self.address(people["branch leader"].terms.get())).content.decode()

        assert "Vervet varer inntil videre. En siste dag som er satt, kan gjøres tidligere, men ikke senere." in page

    def test_a_term_that_is_over_stays_as_it_was(self, people):
        yesterday = people.today - timedelta(days=1)
        term = TermFactory(office=people.haslum.offices.get(title=Title.SECRETARY), until_on=yesterday)

        with pytest.raises(RuleViolation) as refused:
            services.end_term(term=term, last_day=people.today, by=None, at=datetime.now(UTC))

        assert str(refused.value).startswith("Vervet ble avsluttet ")
        assert Term.objects.get(pk=term.pk).until_on == yesterday

    @pytest.mark.parametrize(("days", "is_allowed"), [(-1, True), (0, True), (1, False)])
    @pytest.mark.parametrize("who", ["secretary", "board leader"])
    def test_a_term_can_be_shortened_and_not_prolonged_by_anybody(self, people, who, days, is_allowed):
        ends = people.today + timedelta(days=100)
        term = people["board member"].terms.get()
        Term.objects.filter(pk=term.pk).update(until_on=ends)

        def act() -> None:
            services.end_term(term=term, last_day=ends + timedelta(days=days), by=people[who], at=datetime.now(UTC))

        if is_allowed:
            act()
        else:
            with pytest.raises(RuleViolation):
                act()
        assert Term.objects.get(pk=term.pk).until_on == ends + timedelta(days=days if is_allowed else 0)

    def test_a_stale_page_is_refused(self, client, people):
        term = people["branch leader"].terms.get()
        people.sign_in(client, "secretary")
        sent = fill_in(client, self.address(term), last_day=written(people.today + timedelta(days=5)))
        other = people.today + timedelta(days=300)
        services.end_term(term=term, last_day=other, by=people["board leader"], at=datetime.now(UTC))

        refused = client.post(self.address(term), sent)
        kept = Term.objects.get(pk=term.pk).until_on
        again = client.post(self.address(term), read(refused).values)

        assert (refused.status_code, kept, again.status_code) == (422, other, 302)
        assert read(refused).values["last_day"] == sent["last_day"]
        assert Term.objects.get(pk=term.pk).until_on == people.today + timedelta(days=5)

    def test_a_term_that_has_not_begun_is_taken_back(self, client, people):
        office = people.haslum.offices.get(title=Title.SECRETARY)
        term = TermFactory(office=office, from_on=people.today + timedelta(days=1))
        people.sign_in(client, "secretary")

        response = client.post(self.address(term), fill_in(client, self.address(term), trekk="ja"), follow=True)

        assert messages_of(response) == ["Valget er trukket tilbake."]
        assert not office.terms.exists()

    def test_a_term_that_has_begun_is_not_taken_back(self, client, people):
        term = people["branch leader"].terms.get()
        people.sign_in(client, "secretary")

        response = client.post(self.address(term), fill_in(client, self.address(term), trekk="ja"))

        assert response.status_code == 422
        assert Term.objects.filter(pk=term.pk).exists()


class TestOffices:
    address = "/organisasjon/haslum/verv/"

    def test_an_office_is_added(self, client, people):
        people.sign_in(client, "board leader")

        client.post(
            self.address,
            fill_in(client, self.address, title=Title.CAMPAIGN_MANAGER, called="Valgkampleder", seats="2"),
        )

        office = Office.objects.get(unit=people.haslum, title=Title.CAMPAIGN_MANAGER)
        assert (office.called, office.label, office.seats) == ("Valgkampleder", "Valgkampleder", 2)

    @pytest.mark.parametrize(
        ("changes", "errors"),
        [
            ({"title": "leader"}, {"title": "Enheten har allerede dette vervet. Endre antall plasser i stedet."}),
            ({"seats": "0"}, {"seats": "Et verv har minst 1 plass."}),
            ({"seats": "61"}, {"seats": "Et verv har høyst 60 plasser."}),
            ({"seats": "fire"}, {"seats": "Skriv bare tallet, for eksempel 4."}),
            ({"seats": ""}, {"seats": "Skriv hvor mange plasser vervet har."}),
        ],
    )
    def test_what_is_wrong_is_told_at_its_field(self, client, people, changes, errors):
        people.sign_in(client, "board leader")
        before = people.haslum.offices.count()

        response = client.post(self.address, fill_in(client, self.address, **{"title": "treasurer", **changes}))

        assert (response.status_code, read(response).errors) == (422, errors)
        assert people.haslum.offices.count() == before

    def test_word_and_seats_of_an_office_are_changed(self, client, people):
        office = people.haslum.offices.get(title=Title.BOARD_MEMBER)
        address = f"{self.address}?verv={office.pk}"
        people.sign_in(client, "board leader")

        client.post(address, fill_in(client, address, called="Menig", seats="5"))

        office.refresh_from_db()
        assert (office.called, office.seats, office.title) == ("Menig", 5, Title.BOARD_MEMBER)

    def test_a_seat_somebody_holds_or_will_hold_does_not_go(self, client, people):
        office = people.haslum.offices.get(title=Title.BOARD_MEMBER)
        TermFactory(office=office, seat=2, from_on=people.today + timedelta(days=30))
        address = f"{self.address}?verv={office.pk}"
        people.sign_in(client, "board leader")

        response = client.post(address, fill_in(client, address, seats="1"))

        assert response.status_code == 422
        assert read(response).errors == {"seats": "Noen sitter i en plass som blir borte. Avslutt vervet deres først."}

    def test_a_stale_page_is_refused(self, people):
        office = people.haslum.offices.get(title=Title.BOARD_MEMBER)
        seen = office.fingerprint
        services.change_office(office=office, called="", seats=3, by=None, at=NOON)

        with pytest.raises(StalePage):
            services.change_office(office=office, called="", seats=4, by=None, at=NOON, seen=seen)

        assert Office.objects.get(pk=office.pk).seats == 3

    def test_signs_that_nobody_sees_are_left_out_of_what_it_is_called(self, people):
        office = services.add_office(
            unit=people.haslum, title=Title.TREASURER, seats=1, called="Kasse\u202erer\u200b", by=None, at=NOON
        )
        changed = services.change_office(office=office, called="Økonomi\u2066ansvarlig", seats=1, by=None, at=NOON)

        assert (office.called, changed.called) == ("Kasserer", "Økonomiansvarlig")

    def test_setting_an_office_twice_gives_one(self, people):
        for seats in (1, 4):
            services.set_office(unit=people.haslum, title=Title.TREASURER, seats=seats, by=None, at=NOON)

        assert people.haslum.offices.get(title=Title.TREASURER).seats == 4


class TestBoardContact:
    address = "/organisasjon/haslum/kontakt/"

    def test_a_member_of_the_board_is_named_and_shown_to_the_branch(self, client, people):
        people.sign_in(client, "secretary")
        client.post(self.address, fill_in(client, self.address, person=str(people["board member"].key)))

        seen = {}
        for who in ("branch leader", "neighbour leader", "anonymous"):
            people.sign_in(client, who)
            seen[who] = "Bilal Khan" in client.get("/organisasjon/haslum/").content.decode()

        assert seen == {"branch leader": True, "neighbour leader": False, "anonymous": False}

    @pytest.mark.parametrize(
        ("email", "phone", "shown"),
        [
            ("bilal@example.org", "99 88 77 66", ["mailto:bilal@example.org", "tel:99887766", "99 88 77 66"]),
            ("", "+47 99887766", ["tel:+4799887766"]),
            ("", "", ["Ingen e-postadresse eller telefon er oppgitt"]),
        ],
    )
    def test_the_branch_sees_how_to_reach_the_contact_and_others_do_not(self, client, people, email, phone, shown):
        Person.objects.filter(pk=people["board member"].pk).update(email=email, phone=phone)
        services.name_board_contact(
            branch=people.haslum, person=people["board member"], from_on=people.today, by=None, at=NOON
        )
        seen = {}
        for who in ("branch leader", "board leader", "neighbour leader", "member", "anonymous"):
            people.sign_in(client, who)
            body = client.get("/organisasjon/haslum/").content.decode()
            seen[who] = [word for word in shown if word in body]

        assert seen == {
            "branch leader": shown,
            "board leader": shown,
            "neighbour leader": [],
            "member": [],
            "anonymous": [],
        }

    def test_only_the_board_can_be_chosen(self, client, people):
        people.sign_in(client, "secretary")

        form = client.get(self.address).context["page"].form

        assert [name for _key, name in form.fields["person"].choices] == [
            "Velg en i styret",
            "Bilal Khan",
            "Berit Lund",
            "Sindre Vik",
        ]

    def test_a_new_contact_ends_the_one_before(self, people):
        later = people.today + timedelta(days=10)
        for who, day in (("board member", people.today), ("secretary", later)):
            services.name_board_contact(branch=people.haslum, person=people[who], from_on=day, by=None, at=NOON)

        contacts = [board_contact_of(people.haslum, day) for day in (people.today, later - timedelta(days=1), later)]

        assert [contact.person for contact in contacts] == [
            people["board member"],
            people["board member"],
            people["secretary"],
        ]

    def test_the_contact_is_gone_with_the_seat_on_the_board(self, people):
        services.name_board_contact(
            branch=people.haslum, person=people["board member"], from_on=people.today, by=None, at=NOON
        )
        people["board member"].terms.update(until_on=people.today)

        assert board_contact_of(people.haslum, people.today) is not None
        assert board_contact_of(people.haslum, people.today + timedelta(days=1)) is None

    @pytest.mark.parametrize("case", ["no seat", "no branch", "later one named"])
    def test_what_stands_in_the_way_is_told(self, people, case):
        unit, person, day = people.haslum, people["board member"], people.today
        if case == "no seat":
            person = people["deputy member"]
        elif case == "no branch":
            unit = people.party
        else:
            services.name_board_contact(
                branch=unit, person=people["secretary"], from_on=day + timedelta(days=9), by=None, at=NOON
            )

        with pytest.raises(RuleViolation):
            services.name_board_contact(branch=unit, person=person, from_on=day, by=None, at=NOON)


def test_leaders_by_unit(people):
    services.edit_unit(unit=people.haslum, public_email="haslum@example.org", meets="", about="", by=None, at=NOON)
    units = [people.party.pk, people.haslum.pk, people.sandvika.pk]
    people["neighbour leader"].terms.update(until_on=people.today - timedelta(days=1))

    leaders = leaders_of(units, people.today)

    assert {pk: (officer.name, officer.email) for pk, officer in leaders.items()} == {
        people.party.pk: ("Berit Lund", ""),
        people.haslum.pk: ("Hanne Ås", "haslum@example.org"),
    }
