"""A mailing to all members takes two: who proposes it does not send it."""

import pytest
from django.utils.timezone import now

from lokallag.core.errors import RuleViolation
from lokallag.mailing.models import Mailing
from lokallag.organisation.models import Approval
from lokallag.organisation.services.approvals import approve
from lokallag.outbox.models import Message
from tests.cast import cast
from tests.mailing.stage import write_draft

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return cast()


@pytest.fixture
def proposed(people, client):
    mailing = write_draft(people, where="party", who="secretary")
    seen = Mailing.objects.get().fingerprint
    answer = people.sign_in(client, "secretary").post(f"/utsendinger/brev/{mailing.pk}/send/", {"seen": seen})
    assert answer.status_code == 302
    return mailing


def is_sent():
    return Message.objects.filter(purpose="mailing.news").exists()


def test_it_is_proposed_and_sent_when_another_has_approved(people, client, proposed):
    page = client.get(f"/utsendinger/brev/{proposed.pk}/").context["page"]
    approval = Approval.objects.get(kind="mailing.send_to_all")
    assert (is_sent(), page.waiting_url) == (False, f"/godkjenninger/{approval.pk}/")

    approve(approval=approval, by=people["board leader"], at=now())

    mailing = Mailing.objects.get()
    assert is_sent()
    assert (mailing.sent_by, mailing.recipients) == (people["secretary"], 1)


def test_the_proposer_cannot_approve_it(people, proposed):
    with pytest.raises(RuleViolation):
        approve(approval=Approval.objects.get(kind="mailing.send_to_all"), by=people["secretary"], at=now())

    assert not is_sent()


def test_proposed_twice_it_is_one_proposal(people, client, proposed):
    client.post(f"/utsendinger/brev/{proposed.pk}/send/", {"engangsnokkel": "b"})

    assert Approval.objects.filter(kind="mailing.send_to_all").count() == 1


def test_what_was_changed_after_it_was_proposed_is_not_sent(people, client, proposed):
    texts = {"nb": {"subject": "Noe annet", "text": "Noe helt annet", "action": ""}}
    Mailing.objects.update(texts=texts)

    with pytest.raises(RuleViolation):
        approve(approval=Approval.objects.get(kind="mailing.send_to_all"), by=people["board leader"], at=now())

    assert not is_sent()


def test_a_draft_that_is_thrown_away_is_not_sent(people, client, proposed):
    client.post(f"/utsendinger/brev/{proposed.pk}/kast/")

    with pytest.raises(RuleViolation):
        approve(approval=Approval.objects.get(kind="mailing.send_to_all"), by=people["board leader"], at=now())

    assert not is_sent()


def test_the_second_reads_how_many_it_reaches_and_where_to_read_it(people, client, proposed):
    approval = Approval.objects.get(kind="mailing.send_to_all")

    text = people.sign_in(client, "board leader").get(f"/godkjenninger/{approval.pk}/").content.decode()

    assert "Til 1 mottaker" in text
    assert f"/utsendinger/brev/{proposed.pk}/" in text
