"""The board asks the applicant something: the application goes back until it is answered.

An applicant who is silent is reminded once. The board can take the question back, and decide without the answer.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import StalePage, check_fresh
from lokallag.networks.domain.applying import Stage, takes_questions, waits_for_applicant
from lokallag.networks.domain.deciding import answer_day_after_wait
from lokallag.networks.models import Application, ApplicationQuestion
from lokallag.networks.queries.board_words import standing_in_words
from lokallag.networks.services import letters, told
from lokallag.networks.services.board_watch import close_watch
from lokallag.people.models import Person

MOST_TEXT = 1000
REMIND_AFTER = timedelta(days=7)  # as long as people with two hours a week need to find an evening for it
REMIND_UNTIL = timedelta(days=21)  # after that a reminder would come out of nowhere, where the job has stood still


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


@transaction.atomic
def take_back_question(*, application: Application, by: Person, at: datetime, seen: str | None = None) -> Application:
    """Take back what the board waits for, so that the application lies with the board and can be decided as it is.

    The applicant is told. The days that it waited are added to the day by which the board answers. What was answered
    stays; what was not, stays as asked and taken back.

    :raises StalePage: somebody else did something with it meanwhile
    """
    found = Application.objects.select_for_update(of=("self",)).select_related("applicant")
    application = found.get(pk=application.pk)
    stage = Stage(application.stage)
    if not waits_for_applicant(stage):
        raise StalePage(_("Søknaden venter ikke på søkeren nå. %(what)s") % {"what": standing_in_words(stage)})
    check_fresh(seen, application.fingerprint)
    today = local_date(at)
    last = application.questions.order_by("-asked_at", "-pk").first()
    if application.answer_by is not None and last is not None:
        application.answer_by = answer_day_after_wait(
            application.answer_by, asked_on=local_date(last.asked_at), today=today
        )
    ApplicationQuestion.objects.filter(application=application).waiting().update(taken_back_at=at)
    application.stage, application.updated_at = Stage.SUBMITTED, at
    application.save(update_fields=["stage", "updated_at", "answer_by"])
    audit.record("networks.take_back_question", actor=by, target=application, at=at)
    told.tell_of_taken_back(application, at=at)
    return application


def remind_applicants(*, at: datetime) -> int:
    """Remind applicants whom the board has waited for a week for, once each time it asks. Returns how many are due.

    Done twice, nobody is reminded twice.
    """
    today = local_date(at)
    waits = Application.objects.filter(stage=Stage.RETURNED, applicant__isnull=False).select_related("applicant")
    asked = waits.annotate(asked=Max("questions__asked_at"), question=Max("questions")).filter(asked__isnull=False)
    due = [row for row in asked.order_by("pk") if REMIND_AFTER <= today - local_date(row.asked) <= REMIND_UNTIL]
    with transaction.atomic():
        for application in due:
            letters.remind_of_question(application, question_id=application.question, at=at)
    return len(due)
