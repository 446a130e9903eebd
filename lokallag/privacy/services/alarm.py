"""What the board is told when one who can approve has left, and too few are left."""

from datetime import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import moment_in_words
from lokallag.organisation.queries import able_approvers, board_members, main_unit
from lokallag.outbox.services import post

PURPOSE = "privacy.too_few_approvers"


def tell_board_of_too_few(*, at: datetime) -> int:
    """Write to everyone left on the board that too few can approve now, and what to do. Returns how many.

    Who left is not named: nothing of them is kept. Called once they are erased.
    """
    on = local_date(at)
    unit = main_unit(on)
    if unit is None:
        return 0
    left = [person.name for person in able_approvers(on)]
    told = 0
    for person in board_members(on):
        if not person.email:
            continue
        with translation.override(person.language):
            page = {
                "name": person.given_name,
                "party": unit.name,
                "moment": moment_in_words(at),
                "left": left,
                "is_soon": len(left) > 1,  # the gap comes when a term runs out
                "url": f"{settings.SITE_URL}{reverse('organisation:unit', args=[unit.slug])}",
            }
            text = render_to_string("privacy/mail/too_few.txt", {"page": page})
            subject = _("For få kan godkjenne i %(party)s") % {"party": unit.name}
        post(
            key=f"{PURPOSE}:{at.isoformat()}:{person.pk}",
            subject=subject,
            text=text.strip(),
            to=[(str(person.key), person.email)],
            purpose=PURPOSE,
            at=at,
            language=person.language,
            sender_name=unit.name,
        )
        told += 1
    return told
