"""Commitments and what is noted about them."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint
from lokallag.followup.domain.lifecycle import OPEN, State
from lokallag.organisation.models import Unit

STATES = {
    State.NEW: _("Ny"),
    State.ASSIGNED: _("Fordelt"),
    State.IN_PROGRESS: _("I gang"),
    State.DONE: _("Gjort"),
    State.IMPOSSIBLE: _("Lot seg ikke gjøre"),
    State.SUPERSEDED: _("Erstattet av noe annet"),
}


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Finds commitments."""

    def open(self) -> Self:
        """Keep those that are not closed."""
        return self.filter(state__in=[state.value for state in OPEN])

    def overdue(self, today: date) -> Self:
        """Keep the open ones whose last day is over."""
        return self.open().filter(due_on__lt=today)


class Commitment(models.Model):
    """Something a unit has taken on. ``source_key`` makes sure that one source hands over one commitment once."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commitments")
    title = models.CharField(max_length=200)
    details = models.TextField(blank=True, max_length=4000)
    source_label = models.CharField(max_length=200, blank=True)
    source_url = models.CharField(max_length=300, blank=True)
    source_key = models.CharField(max_length=120, blank=True)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="commitments"
    )
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(
        max_length=12, choices=[(state.value, words) for state, words in STATES.items()], default=State.NEW
    )
    answer = models.TextField(blank=True, max_length=4000)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="commitments_made"
    )
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = CommitmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit", "state", "due_on"], name="commitment_by_unit"),
            models.Index(fields=["responsible", "state"], name="commitment_by_responsible"),
            models.Index(fields=["state", "due_on"], name="commitment_by_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["source_key"],
                condition=~models.Q(source_key=""),
                name="commitment_once_per_source",
                violation_error_message=_("Denne oppgaven er allerede ført opp."),
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="commitment_has_a_title",
                violation_error_message=_("Skriv hva som skal gjøres."),
            ),
            models.CheckConstraint(
                condition=models.Q(source_url="") | models.Q(source_url__startswith="/"),
                name="commitment_source_is_our_own_page",
                violation_error_message=_("Lenken må vise til en side her."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["done", "impossible", "superseded"])
                | (~models.Q(answer="") & models.Q(closed_at__isnull=False)),
                name="commitment_closed_has_an_answer",
                violation_error_message=_("Skriv hva som ble gjort, eller hvorfor det ikke lot seg gjøre."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["done", "impossible", "superseded"]) | models.Q(closed_at__isnull=True),
                name="commitment_open_is_not_closed",
                violation_error_message=_("En åpen oppgave er ikke avsluttet."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def fingerprint(self) -> str:
        """What a form about the commitment carries along, to see whether somebody else changed it."""
        return fingerprint(str(self.state), self.responsible_id, self.due_on, self.answer)


class Note(models.Model):
    """What somebody wrote about a commitment."""

    commitment = models.ForeignKey(Commitment, models.CASCADE, related_name="notes")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="commitment_notes"
    )
    text = models.TextField(max_length=4000)
    written_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["commitment", "written_at"], name="commitment_note_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="commitment_note_is_not_empty",
                violation_error_message=_("Skriv noe i notatet."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
