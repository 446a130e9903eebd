"""How long what belongs to networks is kept, and when the names in it go."""

from datetime import datetime

from django.db.models import F, Max
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core.keeping import Coming, Period, Retention, by_day, coming_by_age, keep
from lokallag.networks.domain.applying import DECIDED, Stage
from lokallag.networks.models import Application, Candidate, Idea, SurveyBox
from lokallag.networks.services import forgetting, ideas
from lokallag.networks.services.surveying import TEXTS, forget_texts

NEEDED = _("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)")


def _former_coming(until: datetime, _period: Period) -> Coming:
    """Return those whose membership has ended by now: they go in the next hour."""
    return by_day(
        (day, 1)
        for day in Application.objects.filter(forgetting.former_applicants(until))
        .annotate(ended=Max("applicant__membership__ended_on"))
        .values_list("ended", flat=True)
        if day is not None and day <= local_date(until)
    )


keep(
    Retention(
        key="networks.of_former_members",
        what=_("Søknader og ideer til nettverk fra dem som ikke er medlemmer lenger"),
        why=_("Bare medlemmer søker om nettverk. Søknaden trekkes, og navnet går."),
        source=NEEDED,
        period=Period(),
        coming=_former_coming,
        remove=lambda at, _period, most: forgetting.let_former_go(at=at, most=most),
        is_hourly=True,
        order=40,
    )
)
keep(
    Retention(
        key="networks.ideas",
        what=_("Ideer til nettverk"),
        why=_("En idé er der for å finne flere, eller for å bli en søknad."),
        source=NEEDED,
        period=Period(months=3),
        kept=_("%(time)s etter at de er avsluttet, og tolv måneder når ingen har rørt dem"),
        coming=coming_by_age(lambda: Idea.objects.filter(closed_at__isnull=False), "closed_at"),
        remove=lambda at, period, most: ideas.forget_ideas(at=at, kept=period, most=most),
        order=41,
    )
)
keep(
    Retention(
        key="networks.drafts",
        what=_("Kladder til søknader om nettverk"),
        why=_("Den som begynner på en søknad, skal kunne fortsette på den."),
        source=NEEDED,
        period=Period(months=12),
        kept=_("%(time)s etter siste endring"),
        coming=coming_by_age(lambda: Application.objects.filter(stage=Stage.DRAFT), "updated_at"),
        remove=lambda at, period, most: forgetting.forget_drafts(at=at, kept=period, most=most),
        order=42,
    )
)
keep(
    Retention(
        key="networks.applications_over",
        what=_("Avslåtte og trukne søknader om nettverk"),
        why=_("Den som søkte, skal kunne søke igjen, og styret se hva som ble svart."),
        source=NEEDED,
        period=Period(months=24),
        coming=coming_by_age(
            lambda: Application.objects.filter(stage__in=[Stage.DECLINED, Stage.WITHDRAWN]).annotate(
                over_at=Coalesce(F("decided_at"), F("updated_at"))
            ),
            "over_at",
        ),
        remove=lambda at, period, most: forgetting.forget_over(at=at, kept=period, most=most),
        order=43,
    )
)
keep(
    Retention(
        key="networks.candidates",
        what=_("Hvem som ble spurt om å sitte i styringsgruppa for et nettverk"),
        why=_(
            "Styret må vite hvem som har sagt ja, til det oppnevner styringsgruppa. Den som sa ja, skal kunne se hva "
            "det ble til."
        ),
        source=NEEDED,
        period=Period(months=6),
        kept=_("%(time)s etter at søknaden er avgjort eller trukket"),
        coming=coming_by_age(
            lambda: Candidate.objects.filter(application__stage__in=(*DECIDED, Stage.WITHDRAWN)).annotate(
                over_at=Coalesce(F("application__decided_at"), F("application__updated_at"))
            ),
            "over_at",
        ),
        remove=lambda at, period, most: forgetting.forget_candidates(at=at, kept=period, most=most),
        order=44,
    )
)


def _texts_coming(until: datetime, period: Period) -> Coming:
    rows = SurveyBox.objects.filter(answers__has_any_keys=TEXTS)
    return coming_by_age(lambda: rows, "survey__closed_at")(until, period)


keep(
    Retention(
        key="networks.survey_texts",
        what=_("Det som er svart med egne ord i en undersøkelse om fagnettverk"),
        why=_("Styret bruker det i vurderingen til årsmøtet. Etterpå er det nok med tallene."),
        source=_("Lagres ikke lenger enn nødvendig (personvernforordningen artikkel 5 nr. 1 bokstav e)"),
        period=Period(months=12),
        kept=_("%(time)s etter at undersøkelsen er avsluttet"),
        coming=_texts_coming,
        remove=lambda at, period, most: forget_texts(before=period.before(at), most=most),
        order=62,
    )
)
