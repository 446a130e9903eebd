"""The board asks the applicant something: the application goes back until it is answered."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage, check_fresh
from lokallag.networks.domain.applying import Stage, takes_questions
from lokallag.networks.models import Application, ApplicationQuestion
from lokallag.networks.queries.board_words import standing_in_words
from lokallag.networks.services import told
from lokallag.networks.services.board_watch import close_watch
from lokallag.people.models import Person

MOST_TEXT = 1000


@transaction.atomic
def ask_applicant(
    *, application: Application, text: str, by: Person | None, at: datetime, seen: str | None = None
) -> ApplicationQuestion:
    """Ask the applicant something, and let the application wait for the answer.

    :raises StalePage: somebody else asked, decided or changed it meanwhile
    :raises RuleViolation: nothing is asked, it is too long, or there is nobody left to answer
    """
    found = Application.objects.select_for_update(of=("self",)).select_related("applicant")
    application = found.get(pk=application.pk)
    stage = Stage(application.stage)
    if not takes_questions(stage):
        raise StalePage(
            _("%(what)s Det du skrev, er ikke lagret, men står her fortsatt.") % {"what": standing_in_words(stage)}
        )
    check_fresh(seen, application.fingerprint)
    words = text.strip()
    if len(words) > MOST_TEXT:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": MOST_TEXT, "now": len(words)}, field="text"
        )
    if application.applicant is None:
        raise RuleViolation(_("Den som søkte, er ikke her lenger, og kan ikke svare. Avgjør saken slik den er."))
    close_watch(application, evidence=gettext("Styret venter på svar fra søkeren."), by=by, at=at)
    with speaking({"application_question_is_not_empty": "text"}):
        question = ApplicationQuestion.objects.create(application=application, asked_by=by, text=words, asked_at=at)
    application.stage, application.updated_at = Stage.RETURNED, at
    application.save(update_fields=["stage", "updated_at"])
    audit.record("networks.ask_applicant", actor=by, target=application, at=at)
    told.tell_of_question(question, application, at=at)
    return question
