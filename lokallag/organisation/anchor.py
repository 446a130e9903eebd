"""Days that others are counted from: a unit's annual meeting, election day."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint


class Anchor(models.Model):
    """A day that others are counted from: a unit's annual meeting, election day. Expected until it is confirmed.

    ``kind`` is one of ``domain.anchors``. Shared days stand on the municipal party. ``previous_day`` is the day it was
    moved from the last time, so that what moved along can be told.
    """

    unit = models.ForeignKey("organisation.Unit", models.CASCADE, related_name="anchors")
    kind = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    day = models.DateField()
    is_confirmed = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    previous_day = models.DateField(null=True, blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "kind", "year"],
                name="anchor_once_a_year",
                violation_error_message=_("Dagen er allerede satt for dette året. Endre den i stedet."),
            ),
            models.CheckConstraint(
                condition=models.Q(day__year=models.F("year")),
                name="anchor_lies_in_its_year",
                violation_error_message=_("Velg en dag i det året den gjelder."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.day}"

    @property
    def fingerprint(self) -> str:
        """What a form about the day carries along, to see whether somebody else changed it."""
        return fingerprint(self.day, self.is_confirmed, self.note)
