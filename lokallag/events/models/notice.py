"""The statutory mailings of a meeting, and who got them otherwise than by e-mail."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager
from lokallag.core.stale import fingerprint
from lokallag.events.domain.notices import Part
from lokallag.events.models.event import Event

PARTS = {Part.NOTICE: _("Innkalling"), Part.PAPERS: _("Sakspapirer")}


class MeetingNotice(models.Model):
    """The notice of a meeting, or its papers: a draft until ``sent_at``, and from then on what it was.

    ``due_on`` and ``source`` are the deadline and its paragraph as they were when it was sent, ``meets_at`` when the
    meeting was to begin: a meeting that is moved later is told of by that.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="notices")
    part = models.CharField(max_length=10, choices=[(part.value, words) for part, words in PARTS.items()])
    text = models.TextField(max_length=20000, blank=True)
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="notices_written"
    )
    written_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="notices_sent"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    meets_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "part"],
                name="meeting_notice_once",
                violation_error_message=_("Denne er allerede skrevet."),
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True) | (~models.Q(text="") & models.Q(meets_at__isnull=False)),
                name="meeting_notice_sent_has_words",
                violation_error_message=_("Skriv teksten før du sender."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.part}"

    @property
    def key(self) -> str:
        """What the mailing is about, so that it is sent once."""
        return f"events.notice:{self.event_id}:{self.part}"

    @property
    def fingerprint(self) -> str:
        """What the draft says, in short: another means that somebody has changed it."""
        return fingerprint(self.text, self.sent_at)


class NoticeDelivery(models.Model):
    """Somebody got the notice by letter or by telephone, and who saw to it."""

    class Way(models.TextChoices):
        """How."""

        LETTER = "letter", _("Brev")
        PHONE = "phone", _("Telefon")

    notice = models.ForeignKey(MeetingNotice, models.CASCADE, related_name="deliveries")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_deliveries")
    way = models.CharField(max_length=10, choices=Way.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = PersonalManager["NoticeDelivery"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["notice", "person", "way"],
                name="notice_delivery_once",
                violation_error_message=_("Dette er allerede ført inn."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id} {self.person_id} {self.way}"
