"""How long it is kept who said what of the duties. What was agreed is no such thing: it holds until it is changed."""

from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Period, Retention, coming_by_age, keep
from lokallag.playbook.models import DutyAnswer
from lokallag.playbook.services.reviews import forget_answers

keep(
    Retention(
        key="playbook.duty_answers",
        what=_("Svar i gjennomgangen av oppgavene"),
        why=_("Neste års gjennomgang viser svarene fra året før."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(months=36),
        coming=coming_by_age(DutyAnswer.objects.all, "answered_at"),
        remove=lambda at, period, most: forget_answers(at=at, kept=period, most=most),
        order=70,
    )
)
