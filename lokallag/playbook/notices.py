"""What the one who gave a tip is told by e-mail, in their own language. The tip itself stands on the page."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.organisation.queries import main_unit
from lokallag.organisation.services.letters import ids_in, only_theirs
from lokallag.outbox.domain.checks import Answer, Waiting, register
from lokallag.outbox.services import post
from lokallag.playbook.domain.tip_lifecycle import State
from lokallag.playbook.models import Tip

PURPOSE = "playbook.tip"


def tell_of_answer(tip: Tip, *, at: datetime) -> None:
    """Tell the one who gave a tip what became of it, with the editor's own word."""
    person = tip.left_by
    if person is None or not person.email:
        return
    with translation.override(person.language):
        if tip.state == State.TAKEN_IN:
            subject = _("Tipset ditt er tatt inn i dreieboka: %(label)s") % {"label": tip.source_label}
            said = _("Tipset du ga i rapporten om «%(label)s», er tatt inn i dreieboka.") % {"label": tip.source_label}
        else:
            subject = _("Takk for tipset ditt: %(label)s") % {"label": tip.source_label}
            said = _("Tipset du ga i rapporten om «%(label)s», er lest og lagt til side.") % {"label": tip.source_label}
        parts = [_("Hei %(name)s") % {"name": person.given_name}, said, tip.answer]
        if tip.source_url:
            link = f"{settings.SITE_URL}{tip.source_url}"
            parts.append(_("Svaret står også ved rapporten:\n%(link)s") % {"link": link})
    sender = main_unit(local_date(at))
    post(
        key=f"{PURPOSE}:{tip.pk}:{at.isoformat()}"[:200],
        subject=subject,
        text="\n\n".join(parts),
        to=[(str(person.key), person.email)],
        purpose=PURPOSE,
        at=at,
        language=person.language,
        sender_name="" if sender is None else sender.name,
    )


def _who_gave_it(letters: Sequence[Waiting], _at: datetime) -> Answer:
    """Let through whoever still stands as the one who gave the tip. One query."""
    rows = Tip.objects.filter(pk__in=ids_in(letter.message_key for letter in letters), left_by__isnull=False)
    return only_theirs(letters, {(pk, str(key)) for pk, key in rows.values_list("pk", "left_by__key")})


def answer_for_letters() -> None:
    """Say who may get the letters of this room."""
    register(PURPOSE, _who_gave_it)
