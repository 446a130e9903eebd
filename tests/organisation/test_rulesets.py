from datetime import date, timedelta

import pytest

from lokallag.core.errors import RuleViolation
from lokallag.organisation import services
from lokallag.organisation.models import Kind, Rule, RuleSet
from lokallag.organisation.queries import rules_on
from tests.factories import NOON, UnitFactory
from tests.organisation.forms_sent import fill_in, messages_of, read

ADDRESS = "/organisasjon/regler/rediger/"


def adopt(unit, valid_from, *, after=0, **values):
    given = {key: (value, "§ 5") for key, value in values.items()}
    return services.adopt_rules(
        unit=unit,
        values=given,
        valid_from=valid_from,
        decision=f"Årsmøtet {valid_from.year}",
        after_version=after,
        by=None,
        at=NOON,
    )


def written(day: date) -> str:
    return f"{day:%d.%m.%Y}"


class TestWhatHolds:
    def test_without_any_the_defaults_hold(self, people):
        rules = rules_on(people.party, people.today)

        assert (rules.version, rules.whole("notice_days")) == (0, 28)

    def test_the_version_of_the_day_holds_and_the_past_stays(self, people):
        adopt(people.party, date(2024, 3, 1), notice_days="21")
        adopt(people.party, date(2026, 3, 1), after=1, notice_days="30")

        days = {
            day: rules_on(people.party, day).whole("notice_days") for day in _around(date(2024, 3, 1), date(2026, 3, 1))
        }

        assert list(days.values()) == [28, 21, 21, 30]

    def test_of_two_from_one_day_the_later_written_holds(self, people):
        adopt(people.party, date(2026, 3, 1), notice_days="21")
        adopt(people.party, date(2026, 3, 1), after=1, notice_days="30")

        assert rules_on(people.party, date(2026, 3, 1)).version == 2

    def test_a_unit_without_its_own_has_those_of_the_nearest_above(self, people):
        committee = UnitFactory(kind=Kind.COMMITTEE, parent=people.haslum)
        adopt(people.party, date(2024, 3, 1), notice_days="21")
        before = rules_on(committee, people.today).whole("notice_days")
        adopt(people.haslum, date(2024, 3, 1), notice_days="10")

        after = [
            rules_on(unit, people.today).whole("notice_days") for unit in (committee, people.haslum, people.sandvika)
        ]

        assert (before, after) == (21, [10, 10, 21])


def _around(*days: date) -> list[date]:
    return [day for first in days for day in (first - timedelta(days=1), first)]


class TestAdopt:
    def test_a_version_is_written_with_values_and_sources(self, client, people):
        people.sign_in(client, "secretary")
        sent = fill_in(
            client,
            ADDRESS,
            valid_from=written(people.today),
            decision="Årsmøtet 2026, sak 5",
            value_notice_days="030",
            source_notice_days="Vedtektene § 5",
            value_vote_fee_paid="nei",
        )

        response = client.post(ADDRESS, sent, follow=True)

        rules = rules_on(people.party, people.today)
        assert (
            rules.version,
            rules.whole("notice_days"),
            rules.source("notice_days"),
            rules.says_yes("vote_fee_paid"),
        ) == (
            1,
            30,
            "Vedtektene § 5",
            False,
        )
        assert messages_of(response) == ["De nye reglene er lagret."]
        body = response.content.decode()
        assert "30 dager" in body
        assert "Vedtektene § 5" in body

    def test_the_form_begins_with_what_stands(self, client, people):
        adopt(people.party, date(2024, 3, 1), notice_days="21", annual_meeting_by="31.01")
        people.sign_in(client, "secretary")

        values = read(client.get(ADDRESS)).values

        assert (values["value_notice_days"], values["source_notice_days"]) == ("21", "§ 5")
        assert (values["value_annual_meeting_by"], values["value_papers_days"]) == ("31.01", "7")
        assert values["after_version"] == "1"

    def test_everything_that_is_wrong_is_told_at_once_at_its_field(self, client, people):
        people.sign_in(client, "secretary")
        sent = fill_in(
            client,
            ADDRESS,
            valid_from=written(people.today - timedelta(days=1)),
            decision="",
            value_notice_days="fire uker",
            value_annual_meeting_by="31.02",
            value_gender_quota="",
            source_gender_quota="§ 9",
        )

        response = client.post(ADDRESS, sent)

        shown = read(response)
        assert response.status_code == 422
        assert shown.errors.pop("valid_from").startswith("Datoen er passert. Velg ")
        assert shown.errors == {
            "decision": "Skriv hvilket vedtak dette bygger på.",
            "value_notice_days": "Skriv et helt tall fra 0 til 365.",
            "value_annual_meeting_by": "Skriv dag og måned, for eksempel 31.03.",
            "value_gender_quota": "Skriv en verdi. Prosent.",
        }
        assert (shown.values["value_notice_days"], shown.values["source_gender_quota"]) == ("fire uker", "§ 9")
        assert not RuleSet.objects.exists()

    @pytest.mark.parametrize(
        ("majority", "statutes", "status"), [("1/2", "1/3", 422), ("2/3", "1/2", 422), ("2/3", "2/3", 302)]
    )
    def test_changing_the_statutes_takes_no_less_than_the_ordinary_majority(
        self, client, people, majority, statutes, status
    ):
        people.sign_in(client, "secretary")
        sent = fill_in(
            client,
            ADDRESS,
            valid_from=written(people.today),
            decision="Årsmøtet 2026, sak 5",
            value_majority=majority,
            value_statute_majority=statutes,
        )

        response = client.post(ADDRESS, sent)

        says = f"Å endre vedtektene kan ikke kreve mindre enn vanlig flertall. Skriv minst {majority}."
        assert response.status_code == status
        assert read(response).errors == ({"value_statute_majority": says} if status == 422 else {})
        assert RuleSet.objects.exists() is (status == 302)

    def test_the_service_compares_with_what_holds_where_one_majority_is_not_given(self, people):
        with pytest.raises(RuleViolation) as refused:
            adopt(people.party, people.today, majority="3/4")

        assert refused.value.field == "statute_majority"
        assert not RuleSet.objects.exists()

    def test_a_stale_version_is_refused_with_the_text_intact_and_can_be_sent_once_more(self, client, people):
        people.sign_in(client, "secretary")
        mine = fill_in(
            client, ADDRESS, valid_from=written(people.today), decision="Årsmøtet, sak 5", value_notice_days="30"
        )
        adopt(people.party, date(2024, 3, 1), papers_days="10")

        refused = client.post(ADDRESS, mine)
        shown = read(refused)
        again = client.post(ADDRESS, shown.values)

        assert refused.status_code == 422
        assert "Noen andre lagret nye regler mens du skrev." in refused.content.decode()
        assert "10 dager (§ 5)" in refused.content.decode()
        assert (shown.values["value_notice_days"], shown.values["decision"]) == ("30", "Årsmøtet, sak 5")
        assert again.status_code == 302
        assert rules_on(people.party, people.today).whole("notice_days") == 30
        assert RuleSet.objects.count() == 2

    def test_a_form_sent_twice_writes_one_version(self, client, people):
        people.sign_in(client, "secretary")
        sent = fill_in(client, ADDRESS, valid_from=written(people.today), decision="Sak 5")

        statuses = [client.post(ADDRESS, sent).status_code for _ in range(2)]

        assert (statuses, RuleSet.objects.count()) == ([302, 302], 1)

    @pytest.mark.parametrize(
        ("values", "decision", "field"),
        [({"notice_days": ("x", "")}, "Sak 5", "notice_days"), ({}, " ", "decision")],
    )
    def test_the_service_refuses_too_and_writes_nothing(self, people, values, decision, field):
        with pytest.raises(RuleViolation) as refused:
            services.adopt_rules(
                unit=people.party,
                values=values,
                valid_from=people.today,
                decision=decision,
                after_version=0,
                by=None,
                at=NOON,
            )

        assert (refused.value.field, RuleSet.objects.count(), Rule.objects.count()) == (field, 0, 0)


class TestPage:
    address = "/organisasjon/regler/"

    def test_without_any_it_says_so_and_shows_the_defaults(self, client, people):
        page = client.get(self.address).context["page"]

        assert (page.title, page.is_default, page.edit_url) == ("Ingen regler er ført inn ennå", True, "")
        assert page.rows[1].value == "28 dager"

    def test_it_shows_what_holds_and_every_version(self, client, people):
        adopt(people.party, date(2024, 3, 1), notice_days="21")
        adopt(people.party, date(2025, 3, 1), after=1, notice_days="30")
        people.sign_in(client, "secretary")

        page = client.get(self.address).context["page"]

        assert page.title == "Disse reglene gjelder fra 1. mars 2025"
        assert (page.rows[1].value, page.rows[1].source, page.edit_url) == ("30 dager", "§ 5", ADDRESS)
        assert [(row.version, row.is_shown) for row in page.versions] == [(2, True), (1, False)]

    @pytest.mark.parametrize("wish", ["28.02.2025", "28.2.25", "2025-02-28"])
    def test_it_shows_them_as_they_stood_on_a_day(self, client, people, wish):
        adopt(people.party, date(2024, 3, 1), notice_days="21")
        adopt(people.party, date(2025, 3, 1), after=1, notice_days="30")

        page = client.get(self.address, {"dato": wish}).context["page"]

        assert (page.title, page.rows[1].value) == ("Slik var reglene 28. februar 2025", "21 dager")

    def test_a_version_that_begins_later_is_listed_and_not_in_force(self, client, people):
        adopt(people.party, people.today + timedelta(days=9), notice_days="21")

        page = client.get(self.address).context["page"]

        assert (page.title, [row.is_shown for row in page.versions]) == ("Ingen regler gjelder ennå", [False])
        assert page.rows[1].value == "28 dager"

    @pytest.mark.parametrize("wish", ["i fjor", "31.02.2025", "\x00", "9" * 60])
    def test_a_date_that_cannot_be_read_is_told(self, client, people, wish):
        response = client.get(self.address, {"dato": wish})

        assert response.status_code == 422
        assert response.context["page"].problem == "Skriv datoen som dag, måned og år, for eksempel 16.06.2027."

    @pytest.mark.parametrize("versions", [1, 3])
    def test_it_asks_as_often_for_three_versions_as_for_one(
        self, client, people, versions, django_assert_max_num_queries
    ):
        for number in range(versions):
            adopt(people.party, date(2024, 3, 1 + number), after=number)

        with django_assert_max_num_queries(6):
            assert client.get(self.address).status_code == 200
