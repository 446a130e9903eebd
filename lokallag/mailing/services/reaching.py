"""Addresses that do not work: the board's officers are told once a day how many new ones there are, never by name."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.organisation.models import Kind, Term
from lokallag.organisation.queries import REGISTER_TITLES, main_unit
from lokallag.outbox import services as outbox
from lokallag.outbox.models import DeadAddress
from lokallag.people.models import Person

PURPOSE = "mailing.dead_addresses"


def tell_of_dead_addresses(*, at: datetime) -> int:
    """Write to the party's leader and secretary if addresses have stopped working since yesterday. Returns how many.

    The mail says how many; who they are stands on the page, for those who may see it.
    """
    today = local_date(at)
    new = DeadAddress.objects.filter(address=Lower(OuterRef("email")), found_at__gt=at - timedelta(days=1))
    count = Person.objects.filter(Exists(new)).count()
    if not count:
        return 0
    unit = main_unit(today)
    terms = Term.objects.live(today).filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=REGISTER_TITLES)
    for officer in Person.objects.filter(pk__in=terms.values("person_id")).exclude(email="").order_by("pk"):
        with translation.override(officer.language):
            subject = ngettext("En e-postadresse virker ikke", "%(count)s e-postadresser virker ikke", count) % {
                "count": count
            }
            text = "\n\n".join(
                (
                    _("Hei %(name)s") % {"name": officer.given_name},
                    ngettext(
                        "E-post til ett medlem har kommet i retur det siste døgnet.",
                        "E-post til %(count)s medlemmer har kommet i retur det siste døgnet.",
                        count,
                    )
                    % {"count": count},
                    _("De får ingen utsendinger før adressen er rettet. Se hvem det er, og ring dem."),
                )
            )
            label = _("Se hvem det gjelder")
        outbox.post(
            key=f"{PURPOSE}:{today.isoformat()}:{officer.pk}",
            subject=subject,
            text=text,
            to=[(str(officer.key), officer.email)],
            purpose=PURPOSE,
            at=at,
            language=officer.language,
            sender_name="" if unit is None else unit.name,
            action=(label, f"{settings.SITE_URL}{reverse('mailing:doubts')}"),
        )
    return count


def send_again(*, recipient_ids: list[int], by: Person, at: datetime) -> int:
    """Send uncertain letters of statutory notices once more, with the same Message-ID. Returns how many.

    Letters of other kinds are left alone, whoever asks.
    """
    sent = outbox.send_again(recipient_ids=recipient_ids, at=at)
    if sent:
        audit.record("mailing.send_again", actor=by, target=None, at=at, details={"letters": len(sent)})
    return len(sent)
