"""How many a steering group takes, and how long it sits at the least, wherever the board appoints."""

from datetime import date, timedelta

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.networks import services
from lokallag.networks.domain.completeness import Part, Written, missing_in
from lokallag.networks.domain.terms import SMALLEST_GROUP, is_too_short
from lokallag.networks.models import Network
from lokallag.organisation.models import Term
from lokallag.organisation.services import Change
from tests.cast import cast
from tests.networks.board_stage import apply, approval, candidate, ready
from tests.networks.stage import decision, founded, member, steered
from tests.networks.test_steering import FORM, fields, sent

TOO_SHORT = "Perioden er kortere enn en måned."


@pytest.fixture
def people():
    return cast()


def test_an_application_names_as_many_as_the_board_appoints():
    for persons, lacks in ((SMALLEST_GROUP - 1, (Part.CANDIDATES,)), (SMALLEST_GROUP, ())):
        assert tuple(missing_in(Written("a", "b", "c", "d", "e", persons))) == lacks


@pytest.mark.parametrize(
    ("first", "last", "too_short"),
    [
        (date(2026, 3, 1), date(2026, 3, 1), True),
        (date(2026, 3, 1), date(2026, 3, 30), True),
        (date(2026, 3, 1), date(2026, 3, 31), False),
        (date(2026, 1, 31), date(2026, 2, 26), True),
        (date(2026, 1, 31), date(2026, 2, 27), False),
        (date(2026, 12, 15), date(2027, 1, 13), True),
        (date(2026, 12, 15), date(2027, 1, 14), False),
    ],
)
def test_a_term_is_a_month_at_the_least(first, last, too_short):
    assert is_too_short(first, last) is too_short
    assert not is_too_short(first, last, others_end=[None, last])


@pytest.mark.django_db
class TestApproving:
    def send(self, client, people, case, **changes):
        path = f"/nettverk/styret/{case.pk}/godkjenn/"
        response = people.sign_in(client, "secretary").post(path, approval(people, case, **changes))
        return response.status_code, response.content.decode()

    def test_one_alone_is_refused_and_the_panel_stays(self, people, client):
        status, shown = self.send(client, people, ready(people), members=[])

        assert status == 422
        assert "Styringsgruppa skal ha minst 2, lederen regnet med." in shown
        assert "Kjønnsbalansen i hele gruppa" in shown
        assert "Bare én er valgt." in shown
        assert not Network.objects.exists()

    def test_the_panel_stays_with_the_counts_after_another_fault(self, people, client):
        status, shown = self.send(client, people, ready(people), case_number="")
        assert status == 422
        assert "0 kvinner, 0 menn. 2 er ikke regnet med" in shown

    def test_where_one_alone_has_said_yes_the_page_says_what_is_needed(self, people, client):
        case = apply(people)
        candidate(case, is_leader=True)
        path = f"/nettverk/styret/{case.pk}/godkjenn/"
        shown = people.sign_in(client, "secretary").get(path).content.decode()
        assert "Styringsgruppa skal ha minst 2. Balansen vises når flere er valgt." in shown

    @pytest.mark.parametrize("days", [0, 20])
    def test_a_term_of_some_days_is_refused(self, people, client, days):
        last = people.today + timedelta(days=days)
        status, shown = self.send(client, people, ready(people), until_on=f"{last:%d.%m.%Y}")
        assert (status, TOO_SHORT in shown) == (422, True)
        assert not Network.objects.exists()


@pytest.mark.django_db
class TestAppointing:
    def test_a_new_group_of_some_days_is_refused_before_it_is_shown(self, people, client):
        network = founded(people)
        member("Kari", "Berg")
        data = sent(people, **{f"who_{fields(network)[0]}": "Kari Berg"}, until_on=f"{people.today:%d.%m.%Y}")
        response = people.sign_in(client, "secretary").post(FORM, data)
        assert (response.status_code, TOO_SHORT in response.content.decode()) == (422, True)

    def test_a_seat_is_filled_for_the_few_days_that_are_left(self, people):
        given = steered(people, until=people.today + timedelta(days=9))
        office = given.network.unit.offices.get(title="board_member")
        said = {
            "network": given.network, "changes": [Change(office, 2, member("Nina"))], "from_on": people.today,
            "decision": decision(people), "by": people["secretary"], "at": now(),
        }  # fmt: skip

        with pytest.raises(RuleViolation, match=TOO_SHORT):
            services.change_steering_group(until_on=people.today + timedelta(days=8), **said)
        services.change_steering_group(until_on=people.today + timedelta(days=9), **said)

        assert Term.objects.filter(person__given_name="Nina").exists()

    def test_one_alone_is_warned_of_and_two_are_not(self, people, client):
        network = founded(people)
        member("Kari", "Berg")
        member("Kine", "Berg")
        leader, first, _second = fields(network)
        people.sign_in(client, "secretary")
        one = client.post(FORM, sent(people, **{f"who_{leader}": "Kari Berg"})).content.decode()
        two = client.post(FORM, sent(people, **{f"who_{leader}": "Kari Berg", f"who_{first}": "Kine Berg"}))
        assert "Bare én i styringsgruppa" in one
        assert "Bare én i styringsgruppa" not in two.content.decode()
