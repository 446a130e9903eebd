"""What is recorded and told of an import: in the log, to members whose contact changes, to the one who asked for it."""

from datetime import date, datetime

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.membership.models import Membership
from lokallag.organisation.queries import main_unit
from lokallag.outbox.services import post
from lokallag.people.models import Person
from lokallag.people.services.notices import Notice, notify
from lokallag.register.models import RegisterImport

ACT = "register.import_members"


def tell_of_new_contact(of: RegisterImport, *, at: datetime) -> None:
    """Tell members, at the address they have had until now, that a file changes their e-mail address or telephone."""
    going_on = of.rows.filter(Q(verdict="changed") | Q(verdict="renamed", answer="yes"))
    for name, notice in (("email", Notice.EMAIL_CHANGED), ("phone", Notice.PHONE_CHANGED)):
        ids = going_on.filter(differs__contains=[name]).values_list("person_id", flat=True)
        for person in Person.objects.filter(pk__in=list(ids)).exclude(email="").exclude(**{name: ""}):
            notify(person=person, notice=notice, at=at, address=person.email)


def note_changes(
    of: RegisterImport,
    ended: list[tuple[int, int, str]],
    *,
    added: int,
    changed: int,
    by: Person | None,
    at: datetime,
    on: date,
) -> None:
    """Record the import with its counts; each that ended beside it, as when one is ended by hand."""
    audit.record(
        ACT,
        actor=by,
        target=of,
        at=at,
        details={
            "added": added,
            "changed": changed,
            "ended": len(ended),
            "rejected": of.counts.get("rejected", 0),
            "file": of.file_hash,
        },
    )
    for membership, _person, reason in ended:
        audit.record(
            "membership.end_membership",
            actor=by,
            target=Membership(pk=membership),
            at=at,
            details={"ended_on": on.isoformat(), "reason": reason, "import": str(of.pk)},
        )


def tell_of_left(of: RegisterImport, *, at: datetime) -> None:
    """Tell the one who asked for it that somebody who left here still stands in it. The mail names nobody."""
    count, to = int(of.counts.get("left", 0)), of.asked_by
    if not count or to is None or not to.email:
        return
    unit = main_unit(local_date(at))
    with translation.override(to.language):
        text = ngettext(
            "%(count)s som har meldt seg ut her, står fortsatt i filen fra medlemsregisteret, og er ikke tatt inn "
            "igjen. Be registeret føre utmeldingen. Hvem det er, ser du når neste fil leses: %(url)s",
            "%(count)s som har meldt seg ut her, står fortsatt i filen fra medlemsregisteret, og er ikke tatt inn "
            "igjen. Be registeret føre utmeldingene. Hvem det er, ser du når neste fil leses: %(url)s",
            count,
        ) % {"count": count, "url": f"{settings.SITE_URL}{reverse('register:imports')}"}
        subject = _("Utmeldte som fortsatt står i medlemsregisteret")
    post(
        key=f"register.left:{of.pk}",
        subject=subject,
        text=text,
        to=[(str(to.key), to.email)],
        purpose="register.left",
        at=at,
        language=to.language,
        sender_name="" if unit is None else unit.name,
    )
