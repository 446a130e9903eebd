"""What this room holds of persons: who wrote the report of an activity."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from lokallag.core import grounds
from lokallag.core.privacy import Holding, Shown, hold
from lokallag.people.models import Person
from lokallag.playbook.models import PlannedActivity


def _reports(person: Person) -> Iterable[Shown]:
    for activity in PlannedActivity.objects.filter(reported_by=person).select_related("kind").order_by("pk"):
        yield {
            _("Aktivitet"): activity.name,
            _("Rapportert"): activity.reported_at,
            _("Hvordan det gikk"): activity.how,
            _("Tips"): activity.tip,
        }


def _leave_reports(person: Person, _at: datetime) -> int:
    return PlannedActivity.objects.filter(reported_by=person).update(reported_by=None)


hold(
    Holding(
        model=PlannedActivity,
        persons=("reported_by",),
        title=_("Rapporter du har skrevet om aktiviteter"),
        why=_("For at de som planlegger neste år, skal kunne spørre den som var med."),
        ground=grounds.PARTY,
        kept=_("Til du melder deg ut. Rapporten blir stående uten navnet ditt."),
        rows=_reports,
        erase=_leave_reports,
    )
)
