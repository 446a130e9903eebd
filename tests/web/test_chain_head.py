"""The daily letter: two on the board hold the end of the logs' chain, so that nobody can replace the logs unseen."""

from datetime import UTC, datetime, timedelta

import pytest

from lokallag.core import audit, seal
from lokallag.core.chain import Head
from lokallag.core.models import Change
from lokallag.core.verify import verify
from lokallag.organisation.models import Term, Title
from lokallag.outbox.models import Message, Recipient
from lokallag.people.models import Person
from lokallag.web.letters import mail_chain_head
from tests.cast import cast

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 6, 1, 4, 30, tzinfo=UTC)


@pytest.fixture
def people():
    found = cast(today=MORNING.date())
    seal.seal(at=MORNING)
    return found


def addresses() -> list[str]:
    return sorted(Recipient.objects.filter(message__purpose="web.chain_head").values_list("address", flat=True))


def test_leader_and_secretary_get_the_head_that_verify_takes(people):
    assert mail_chain_head(at=MORNING) == 2

    messages = Message.objects.filter(purpose="web.chain_head").order_by("pk")
    assert addresses() == ["berit.lund@example.org", "sindre.vik@example.org"]
    assert [str(seal.head()) in message.text for message in messages] == [True, True]
    assert "Den samme koden er sendt til Sindre Vik." in messages[0].text
    assert messages[0].subject == "Kontrollkoden for loggene, 1. juni 2026"
    told = Head.read(messages[0].text.partition("--head ")[2].split()[0])
    assert verify(heads=(told,)).broken is None
    audit.record("organisation.edit_unit", actor=None, target=None, at=MORNING)
    seal.seal(at=MORNING)
    assert verify(heads=(told,)).broken is None  # the chain has gone on, and still passes through it


def test_the_letter_of_a_day_is_written_once(people):
    mail_chain_head(at=MORNING)
    mail_chain_head(at=MORNING + timedelta(hours=1))
    assert len(addresses()) == 2

    mail_chain_head(at=MORNING + timedelta(days=1))
    assert len(addresses()) == 4


def test_others_on_the_board_step_in_and_a_shared_mailbox_counts_once(people):
    Person.objects.filter(pk=people["secretary"].pk).update(email="Berit.Lund@example.org")

    mail_chain_head(at=MORNING)

    assert addresses() == ["berit.lund@example.org", "bilal.khan@example.org"]


def test_one_alone_is_no_control(people):
    Term.objects.exclude(office__title=Title.LEADER).delete()

    assert mail_chain_head(at=MORNING) == 0
    assert addresses() == []


def test_an_empty_chain_has_no_end_to_tell_of():
    cast(today=MORNING.date())

    assert Change.objects.exists()
    assert mail_chain_head(at=MORNING) == 0
