"""What a person is told by e-mail about their own way in (ASVS 6.3.5, 6.3.7). No secret stands in a notice."""

import uuid
from datetime import date, datetime
from enum import Enum

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import moment_in_words
from lokallag.outbox.services import post
from lokallag.people.models import Person
from lokallag.people.services.board import tell_board

PURPOSE = "people.notice"


class Notice(Enum):
    """What there is to tell: subject and what happened."""

    FACTOR_ADDED = (
        gettext_lazy("Ny ekstra sikring på innloggingen din"),
        gettext_lazy("Det er lagt til en ny ekstra sikring på innloggingen din."),
    )
    FACTOR_REMOVED = (
        gettext_lazy("Ekstra sikring er fjernet"),
        gettext_lazy("En ekstra sikring er fjernet fra innloggingen din."),
    )
    CODES_PRINTED = (
        gettext_lazy("Det er skrevet ut engangskoder til deg"),
        gettext_lazy("Det er skrevet ut et ark med engangskoder til innloggingen din."),
    )
    NEW_DEVICE = (
        gettext_lazy("Ny innlogging"),
        gettext_lazy("Du er logget inn fra en enhet vi ikke har sett før."),
    )
    EMAIL_CHANGED = (
        gettext_lazy("E-postadressen din er endret"),
        gettext_lazy("E-postadressen er endret. Innloggingen bruker nå en annen adresse enn denne."),
    )
    PHONE_CHANGED = (
        gettext_lazy("Telefonnummeret ditt er endret"),
        gettext_lazy("Telefonnummeret ditt er endret."),
    )

    @property
    def subject(self) -> str:
        """The subject of the mail."""
        return str(self.value[0])

    @property
    def words(self) -> str:
        """What happened, in a sentence."""
        return str(self.value[1])


def _advice(notice: Notice, on: date) -> str:
    """Return what to do about it: whoever has lost the address cannot sign in, and is not asked to."""
    if notice is Notice.EMAIL_CHANGED:
        theirs = _(
            "Var det ikke deg, er det noen andre som har tatt over. Styret hjelper deg med å få adressen tilbake."
        )
    else:
        theirs = _("Var det ikke deg, så logg inn og avslutt de andre innloggingene her:\n%(link)s") % {
            "link": f"{settings.SITE_URL}{reverse('people:account')}"
        }
    return "\n\n".join((_("Var det deg, trenger du ikke gjøre noe."), theirs, tell_board(on)))


def notify(*, person: Person, notice: Notice, at: datetime, device: str = "", address: str = "") -> None:
    """Tell a person by e-mail what happened, in their language. Who has no address is not told.

    :param address: where to, if not the person's address as it stands now
    """
    address = address or person.email
    if not address:
        return
    with translation.override(person.language):
        about = _("Gjelder innloggingen til %(name)s.") % {"name": person.name}
        when = _("Tidspunkt: %(moment)s") % {"moment": moment_in_words(at)}
        where = _("Enhet: %(device)s") % {"device": device} if device else ""
        advice = _advice(notice, local_date(at))
        happened, subject = notice.words, notice.subject
    post(
        key=f"{PURPOSE}:{uuid.uuid4()}",
        subject=subject,
        text="\n\n".join(
            part for part in (about, happened, "\n".join(line for line in (when, where) if line), advice) if part
        ),
        to=[(str(person.key), address)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
    )
