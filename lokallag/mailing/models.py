"""Mailings, and who has left which kind of them."""

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager
from lokallag.core.stale import fingerprint
from lokallag.mailing.domain.kinds import Kind
from lokallag.mailing.domain.segments import Segment, segment_from
from lokallag.mailing.domain.words import Words
from lokallag.organisation.models import Unit

KINDS = {
    Kind.NEWS: _("Nytt fra laget"),
    Kind.INVITATION: _("Invitasjoner"),
    Kind.HELP: _("Spørsmål om å bidra"),
    Kind.STATUTORY: _("Innkallinger etter vedtektene"),
}


def new_key() -> str:
    """Return a key for a mailing that somebody begins to write."""
    return f"mailing:{uuid.uuid4()}"


class Mailing(models.Model):
    """One mailing of a unit: a draft until ``sent_at``, and from then on what it was.

    ``key`` is what it is about, so that it is sent once. ``segment`` is who it is for (``domain.segments``), ``texts``
    its words by language. ``recipients`` and ``without_address`` are counted when it is sent.
    """

    key = models.CharField(max_length=150, default=new_key)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="mailings")
    kind = models.CharField(max_length=12, choices=[(kind.value, words) for kind, words in KINDS.items()])
    segment = models.JSONField()
    texts = models.JSONField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="mailings"
    )
    written_at = models.DateTimeField()
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="mailings_sent"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    recipients = models.PositiveIntegerField(default=0)
    without_address = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["unit", "-written_at"], name="mailing_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="mailing_once_per_key",
                violation_error_message=_("Denne utsendingen er allerede sendt."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in Kind]),
                name="mailing_has_a_kind",
                violation_error_message=_("Velg hva utsendingen gjelder."),
            ),
            models.CheckConstraint(
                condition=models.Q(without_address__lte=models.F("recipients")),
                name="mailing_counts_fit",
                violation_error_message=_("Flere uten e-post enn mottakere."),
            ),
        ]

    def __str__(self) -> str:
        return self.key

    @property
    def to(self) -> Segment:
        """Who it is for."""
        return segment_from(self.segment)

    @property
    def words(self) -> Mapping[str, Words]:
        """Its words by language."""
        return {language: Words(**words) for language, words in self.texts.items()}

    @property
    def fingerprint(self) -> str:
        """What the draft says, in short: another means that somebody has changed it."""
        return fingerprint(self.kind, self.segment, self.texts, self.sent_at)


class Unsubscription(models.Model):
    """Somebody does not want one kind of mailing. Taken back, the row is gone."""

    class Way(models.TextChoices):
        """How it was said."""

        LINK = "link", _("Lenken i e-posten")
        OWN_PAGE = "own_page", _("Min side")
        ENTERED = "entered", _("Ført inn for medlemmet")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="unsubscriptions")
    kind = models.CharField(max_length=12, choices=[(kind.value, words) for kind, words in KINDS.items()])
    at = models.DateTimeField()
    way = models.CharField(max_length=10, choices=Way.choices)

    objects = PersonalManager["Unsubscription"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="unsubscription_once",
                violation_error_message=_("Du er allerede meldt av."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[Kind.NEWS.value, Kind.INVITATION.value, Kind.HELP.value]),
                name="unsubscription_of_what_can_be_left",
                violation_error_message=_("Innkallinger etter vedtektene får alle som har rett til dem."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"
