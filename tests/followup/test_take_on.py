"""Taking something on: written down once, given to somebody who has an office there."""

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from lokallag.calendar.domain.words import in_words
from lokallag.core.errors import RuleViolation
from lokallag.core.models import Change
from lokallag.followup import services
from lokallag.followup.domain.lifecycle import State
from lokallag.followup.models import Commitment
from lokallag.outbox.models import Message
from tests.cast import cast
from tests.followup.stage import in_days, letters, take_on

pytestmark = pytest.mark.django_db
URL = "/oppfolging/haslum/ny/"


@pytest.fixture
def people():
    return cast()


def test_it_is_new_until_somebody_answers_for_it(people):
    assert take_on(people).state == State.NEW
    assert take_on(people, who="branch leader").state == State.ASSIGNED


def test_the_one_who_gets_it_is_told_and_the_log_keeps_it(people):
    found = take_on(people, who="branch leader")

    assert letters() == [("hanne.as@example.org", "Du har fått en oppgave: Bestille lokale")]
    assert Change.objects.filter(act="followup.take_on", target_id=str(found.pk)).count() == 1


def test_a_source_hands_over_the_same_once(people):
    first = take_on(people, source_key="playbook.task:17", source_label="Årshjulet", source_url="/arshjul/")
    second = take_on(people, "Noe annet", source_key="playbook.task:17")

    assert (first.pk, second.title) == (second.pk, "Bestille lokale")


@pytest.mark.parametrize("who", ["member", "neighbour leader", "deputy member", "stranger"])
def test_who_has_no_office_there_cannot_get_it(people, who):
    with pytest.raises(RuleViolation, match="har ikke verv i enheten nå"):
        take_on(people, who=who)


@pytest.mark.parametrize(
    ("title", "details", "field"), [("  ", "", "title"), ("x" * 201, "", "title"), ("ok", "x" * 4001, "details")]
)
def test_what_is_wrong_is_told_at_its_field(people, title, details, field):
    with pytest.raises(RuleViolation) as caught:
        services.take_on(unit=people.haslum, title=title, details=details, by=None, at=now())

    assert caught.value.field == field


def test_a_source_outside_is_refused_by_the_table(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        Commitment.objects.create(unit=people.haslum, title="x", source_url="https://example.org/", made_at=now())


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("branch leader", 302),
        ("board leader", 302),
        ("board member", 403),
        ("neighbour leader", 404),
        ("member", 404),
        ("deputy member", 404),
        ("anonymous", 403),  # asked to sign in, with the texts given back
    ],
)
def test_who_may_take_on_for_haslum(client, people, who, status):
    people.sign_in(client, who)

    response = client.post(URL, {"title": "Bestille lokale", "responsible": str(people["branch leader"].key)})

    assert response.status_code == status
    made = Commitment.objects.count()
    assert made == (1 if who in {"branch leader", "board leader"} else 0)


def test_a_form_with_faults_comes_back_with_all_that_was_written(client, people):
    people.sign_in(client, "branch leader")

    response = client.post(URL, {"title": "", "details": "Husk nøkkel", "due_on": "i morgen"})

    text = response.content.decode()
    assert response.status_code == 422
    assert "Husk nøkkel" in text
    assert "i morgen" in text
    assert "Skriv hva som skal gjøres" in text


def test_sent_twice_it_is_written_down_once(client, people):
    people.sign_in(client, "branch leader")
    form = {"title": "Bestille lokale", "due_on": in_days(people, 5).strftime("%d.%m.%Y"), "engangsnokkel": "k" * 20}

    client.post(URL, form)
    client.post(URL, form)

    assert Commitment.objects.get().due_on == in_days(people, 5)


class TestTheMail:
    def test_it_names_what_the_task_is_for_and_when_it_is_due(self, people):
        take_on(people, who="branch leader", source_label="Skolevei og snarveier", due_on=in_days(people, 9))

        text = Message.objects.get().text
        assert "Oppgaven hører til «Skolevei og snarveier»." in text
        assert f"Frist: {in_words(in_days(people, 9), weekday=True)}" in text

    def test_of_a_deadline_that_has_passed_it_says_so(self, people):
        take_on(people, who="branch leader", due_on=in_days(people, -52))

        text = Message.objects.get().text
        assert f"Fristen var {in_words(in_days(people, -52), weekday=True)}, så dette skulle vært gjort da." in text
        assert "Frist:" not in text
        assert "hører til" not in text

    def test_the_reminder_after_it_says_the_day_once(self, people):
        take_on(people, who="branch leader", due_on=in_days(people, -1), tell=False)

        assert services.remind(at=now()) == 1
        assert Message.objects.get().text.count("Fristen") == 1
