"""What is kept of an emergency: that the server's own hand gave offices, why, and by which minutes."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BreakGlass(models.Model):
    """One time that offices were filled on the server because too few were left to do it. Rows are only ever added."""

    at = models.DateTimeField()
    reason = models.CharField(max_length=300)
    meeting = models.CharField(max_length=120)
    held_on = models.DateField()
    reference = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""),
                name="break_glass_has_a_reason",
                violation_error_message=_("Skriv hvorfor styret ikke kan føre inn vervene selv."),
            ),
            models.CheckConstraint(
                condition=~models.Q(meeting="") & ~models.Q(reference=""),
                name="break_glass_rests_on_minutes",
                violation_error_message=_("Skriv hvilket møte som valgte, og hvor det står i protokollen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.meeting}"
