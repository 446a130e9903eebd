"""Speakers in the register, asked to an event of Haslum: made through the services."""

from datetime import timedelta
from typing import Any

from django.utils.timezone import now

from lokallag.events import services
from lokallag.events.models import Event, Speaker, SpeakerRequest
from lokallag.events.services import Profile
from lokallag.events.services.speaker_mail import own_path
from lokallag.outbox.models import Recipient
from tests.cast import Cast

SIGRID = "sigrid@example.org"


def profile(people: Cast, name: str = "Sigrid Uteng", **said: Any) -> Profile:
    """Return what hosts write of a speaker: an outsider who has agreed on the telephone, unless it says otherwise."""
    given: dict[str, Any] = {
        "topics": ("Skole", "Samferdsel"),
        "presentation": "Rektor i tjue år.",
        "email": SIGRID,
        "phone": "91234567",
        "consented_on": people.today - timedelta(days=3),
        "consent_how": "phone",
    }
    return Profile(name=name, **(given | said))


def without_contact(people: Cast, name: str = "Olav Stille", **said: Any) -> Profile:
    """Return a speaker who has not agreed that we keep how to reach them."""
    return profile(people, name, **({"email": "", "phone": "", "consented_on": None, "consent_how": ""} | said))


def speaker(people: Cast, name: str = "Sigrid Uteng", **said: Any) -> Speaker:
    """Put a speaker in the register."""
    return services.add_speaker(profile=profile(people, name, **said), by=people["branch leader"], at=now())


def asked(people: Cast, event: Event, who: Speaker | None = None, words: str = "Tjue minutter?") -> SpeakerRequest:
    """Ask a speaker, Sigrid Uteng unless it says otherwise."""
    return services.ask_speaker(
        event=event, speaker=who or speaker(people), words=words, by=people["branch leader"], at=now()
    )


def answered(request: SpeakerRequest, *, yes: bool = True, words: str = "") -> SpeakerRequest:
    """Let the speaker answer by the link."""
    return services.answer_request(request=request, is_yes=yes, words=words, by=None, at=now())


def link_of(request: SpeakerRequest) -> str:
    """Return the address that stands in the mails about a question, as it counts now."""
    return own_path(SpeakerRequest.objects.get(pk=request.pk))


def to_speakers() -> list[tuple[str, str]]:
    """Return purpose and address of each letter written to a speaker, in order."""
    rows = Recipient.objects.filter(message__purpose__startswith="events.speaker").order_by("message_id", "pk")
    return list(rows.values_list("message__purpose", "address"))
