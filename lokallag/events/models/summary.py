"""What was said at an event, as the hosts publish it afterwards: in versions, so that a correction can be seen."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint
from lokallag.events.models.event import Event

MOST_SUMMARY = 12000


class EventSummary(models.Model):
    """One version of an event's summary: a draft, or published for good. A correction is a new version that says why.

    Published versions do not change (migration 0005 holds it); who wrote them is for the hosts.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="summaries")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=MOST_SUMMARY)
    why = models.CharField(max_length=300, blank=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "number"],
                name="summary_numbered_once",
                violation_error_message=_("Noen andre har lagret en ny utgave. Last siden på nytt."),
            ),
            models.UniqueConstraint(
                fields=["event"],
                condition=models.Q(published_at__isnull=True),
                name="summary_one_draft",
                violation_error_message=_("Det er et utkast allerede. Last siden på nytt."),
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="summary_has_a_text",
                violation_error_message=_("Skriv noen ord om det som ble sagt."),
            ),
            models.CheckConstraint(
                condition=models.Q(number=1) | models.Q(published_at__isnull=True) | ~models.Q(why=""),
                name="summary_correction_says_why",
                violation_error_message=_("Skriv hva som er rettet. Det står på siden."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.number}"

    @property
    def fingerprint(self) -> str:
        """What a form about the draft carries along, to see whether somebody else changed it."""
        return fingerprint(self.pk, self.number, self.written_at, str(self.published_at))
