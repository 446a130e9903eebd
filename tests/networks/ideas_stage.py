"""Ideas and applications of the named people, for tests of this room and of the code."""

from datetime import datetime

from django.utils.timezone import now

from lokallag.membership.models import Membership
from lokallag.networks import services
from lokallag.networks.models import Application, Candidate, Companion, Idea
from lokallag.networks.services import ApplicationText
from lokallag.outbox.models import Message
from lokallag.people.models import Person
from tests.cast import Cast
from tests.factories import MembershipFactory, PersonFactory

WHOLE = ApplicationText(
    name="Fagnettverk for skole",
    topic="Skole",
    purpose="Møtes om skolen i kommunen, og lære av dem som arbeider der.",
    for_whom="Alle medlemmer som er opptatt av skole.",
    plan="Ett møte om fravær i januar, ett om svømmehallen i mars.",
    wished_hours="Tirsdager kl. 18",
)


def member(given: str = "Kari", family: str = "Nes", **fields: object) -> Person:
    """Make somebody who is a member."""
    address = f"{given}.{family}@example.org".lower()
    person: Person = PersonFactory(given_name=given, family_name=family, **{"email": address, **fields})
    MembershipFactory(person=person)
    return person


def idea(owner: Person, *, topic: str = "Skole", published: bool = True, at: datetime | None = None) -> Idea:
    """Write down an idea, and publish it."""
    at = at or now()
    found = services.write_idea(owner=owner, topic=topic, text=f"Vi møtes om {topic.lower()}.", by=owner, at=at)
    return services.publish_idea(idea=found, by=owner, at=at) if published else found


def join(found: Idea, person: Person, *, shows_name: bool = True) -> Companion:
    """Let a member be with it."""
    return services.join_idea(idea=found, person=person, shows_name=shows_name, by=person, at=now())


def draft(applicant: Person, text: ApplicationText = WHOLE, *, of: Idea | None = None) -> Application:
    """Begin an application."""
    return services.start_application(applicant=applicant, text=text, idea=of, by=applicant, at=now())


def ready(applicant: Person, text: ApplicationText = WHOLE) -> Application:
    """Begin one that can be sent: the applicant stands, and another is asked who has not answered."""
    found = draft(applicant, text)
    services.stand_oneself(application=found, by=applicant, at=now())
    services.ask_by_address(application=found, called="Ole Ask", address="ole.ask@example.org", by=applicant, at=now())
    return found


def sent(applicant: Person, text: ApplicationText = WHOLE, **said: bool) -> Application:
    """Send one to the board."""
    return services.submit_application(application=ready(applicant, text), by=applicant, at=now(), **said)


def returned(applicant: Person, question: str = "Hvem innleder?", text: ApplicationText = WHOLE) -> Application:
    """Send one, and let the board ask something."""
    found = sent(applicant, text)
    found.questions.create(text=question, asked_at=now())
    found.stage = "returned"
    found.save()
    return found


def candidate(application: Application, person: Person) -> Candidate:
    """Ask a member by their address."""
    services.ask_by_address(
        application=application, called=person.name, address=person.email, by=application.applicant, at=now()
    )
    return Candidate.objects.get(application=application, person=person)


def end_membership(person: Person, people: Cast) -> None:
    """Let somebody be a member no longer, as an import does it."""
    Membership.objects.filter(person=person).update(ended_on=people.today, end_reason="resigned")


def letters(purpose: str) -> list[str]:
    """Return to whom letters of a purpose go, in the order written."""
    found = Message.objects.filter(purpose=purpose).order_by("pk").prefetch_related("recipients")
    return [recipient.address for message in found for recipient in message.recipients.all()]
