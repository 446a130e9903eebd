"""From *what should we do this spring?* to a meeting with its invitation sent, a neighbour at the door, and a tip."""

import re

import pytest
from django.utils.timezone import localdate

from lokallag.events.models import Event, EventReport, Signup
from lokallag.mailing.models import Mailing
from lokallag.outbox.models import Recipient
from lokallag.playbook.models import PlannedActivity, Tip
from tests.browser import NewPage, Site, assert_accessible
from tests.journeys.conftest import sign_in
from tests.journeys.test_signups import EMAIL, NAME, let_it_have_been, sign_up


@pytest.mark.parametrize("width", [390])
def test_a_branch_leader_gets_from_the_wheel_to_a_meeting_and_back_with_a_tip(
    new_page: NewPage, demo_site: Site, width: int
) -> None:
    page, year = new_page(width=width), localdate().year + 1
    sign_in(page, "avdelingsleder")

    # What the branch could do, taken into its plan.
    page.goto(f"/arshjul/haslum/?ar={year}")
    before = set(PlannedActivity.objects.values_list("pk", flat=True))
    page.get_by_role("heading", name="Ikke planlagt ennå").wait_for()
    name = page.get_by_role("listitem").filter(has=page.get_by_role("button", name="Ta med")).first
    name.get_by_role("button", name="Ta med").click()
    page.wait_for_url(re.compile("/arshjul/haslum/plan/"))
    activity = PlannedActivity.objects.exclude(pk__in=before).get()

    # A meeting out of it, announced, and its invitation read and sent.
    page.goto(f"/arshjul/aktivitet/{activity.pk}/")
    page.get_by_role("link", name="Lag arrangement").click()
    page.get_by_label("Sted", exact=False).first.fill("Haslum menighetshus")
    for label, clock in (("Begynner klokka", "18.30"), ("Slutter klokka", "20.30")):
        if not page.get_by_label(label).input_value():
            page.get_by_label(label).fill(clock)
    page.get_by_role("button", name="Lagre utkastet").click()
    page.wait_for_url(re.compile("/vert/$"))
    page.get_by_role("button", name="Kunngjør", exact=True).click()
    page.get_by_role("button", name="Inviter medlemmene").click()
    page.wait_for_url(re.compile("/utsendinger/brev/"))
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("Send til")).click()
    page.get_by_text("Utsendingen er på vei.").wait_for()
    event = Event.objects.get(source_key=f"playbook.activity:{activity.pk}")
    mailing = Mailing.objects.get(key__startswith=f"events.invitation:{event.pk}:")
    assert (mailing.sent_at is None, mailing.recipients > 0) == (False, True)
    assert event.slug in mailing.words["nb"].text

    # A neighbour without an account, in a browser of her own.
    neighbour = new_page(width=width)
    sign_up(neighbour, event)
    neighbour.goto(Recipient.objects.get(address=EMAIL).link)
    neighbour.get_by_role("button", name="Jeg kommer", exact=True).click()
    neighbour.get_by_text("Takk, vi gleder oss til å se deg.").wait_for()

    # The door, and the report.
    page.goto(f"/arrangementer/{event.slug}/pameldte/")
    page.get_by_role("button", name=NAME).click()
    page.get_by_role("button", name=NAME, pressed=True).wait_for()
    let_it_have_been(event)
    page.goto(f"/arrangementer/{event.slug}/pameldte/")
    page.get_by_role("link", name="Skriv rapporten").click()
    page.get_by_label("Hvordan gikk det?").fill("Fullt rundt bordene.")
    page.get_by_label("Et tips til neste gang").fill("Begynn en halvtime før.")
    page.get_by_role("button", name="Lagre rapporten").click()
    page.get_by_text("Takk. Rapporten er lagret").wait_for()

    assert Signup.objects.get(email=EMAIL).arrived == 1
    assert EventReport.objects.get(event=event).attended == 1
    assert Tip.objects.get(text="Begynn en halvtime før.").state == "waiting"
    activity.refresh_from_db()
    assert activity.state == "done"
