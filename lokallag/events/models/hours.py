"""When a unit usually meets: what a new event of it begins with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.organisation.models import Unit


class UsualHours(models.Model):
    """The day of the week and the time at which a unit usually meets. ``weekday`` is 0 on Monday; ``starts`` is local.

    ``minutes`` is how long it lasts.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="usual_hours")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    minutes = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(weekday__lte=6),
                name="usual_hours_on_a_weekday",
                violation_error_message=_("Velg en ukedag."),
            ),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=15, minutes__lte=720),
                name="usual_hours_have_a_length",
                violation_error_message=_("Et møte varer fra et kvarter til tolv timer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.weekday} {self.starts:%H:%M}"
