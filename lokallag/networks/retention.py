"""How long what belongs to networks is kept."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core.keeping import Coming, Period, Retention, coming_by_age, keep
from lokallag.networks.models import SurveyBox
from lokallag.networks.services.surveying import TEXTS, forget_texts


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
