"""A network: a unit, and what was decided about it."""

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint
from lokallag.networks.domain.lifecycle import State
from lokallag.organisation.models import NameOn, Unit

STATES = {
    State.ACTIVE: _("I gang"),
    State.RESTING: _("Hviler"),
    State.ENDED: _("Avsluttet"),
}


class NetworkQuerySet(models.QuerySet["Network"]):
    """Finds networks."""

    def living(self) -> Self:
        """Keep those that are not ended."""
        return self.exclude(state=State.ENDED)

    def named(self, on: date) -> Self:
        """Add ``name``, what each network is called on the day (the newest one known where none is)."""
        return self.annotate(name=NameOn(on, "unit_id"))


class Network(models.Model):
    """What the board decided about a unit of kind ``network``, and where it stands.

    ``age_from`` and ``age_until`` are ages that one reaches in the calendar year, both included. ``meeting_on`` and
    ``case_number`` are of the decision that founded it. A trial is an offer that the annual meeting has asked for.
    """

    unit = models.OneToOneField(Unit, models.CASCADE, primary_key=True, related_name="network")
    topic = models.CharField(max_length=80)
    purpose = models.TextField(max_length=2000)
    is_public = models.BooleanField(default=True)
    is_trial = models.BooleanField(default=False)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_until = models.PositiveSmallIntegerField(null=True, blank=True)
    usual_hours = models.CharField(max_length=120, blank=True)
    state = models.CharField(
        max_length=8, choices=[(state.value, words) for state, words in STATES.items()], default=State.ACTIVE
    )
    rests_since = models.DateField(null=True, blank=True)
    founded_on = models.DateField()
    meeting_on = models.DateField(null=True, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    reason = models.TextField(max_length=2000, blank=True)

    objects = NetworkQuerySet.as_manager()

    name: str  # added by ``named``

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(topic=""),
                name="network_has_a_topic",
                violation_error_message=_("Skriv hvilket tema nettverket har."),
            ),
            models.CheckConstraint(
                condition=~models.Q(purpose=""),
                name="network_has_a_purpose",
                violation_error_message=_("Skriv hva nettverket skal gjøre."),
            ),
            models.CheckConstraint(
                condition=models.Q(age_from__isnull=True)
                | models.Q(age_until__isnull=True)
                | models.Q(age_from__lte=models.F("age_until")),
                name="network_ages_in_order",
                violation_error_message=_("Den laveste alderen kan ikke være over den høyeste."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="resting", rests_since__isnull=False)
                | (~models.Q(state="resting") & models.Q(rests_since__isnull=True)),
                name="network_rests_since_a_day",
                violation_error_message=_("Skriv fra hvilken dag nettverket hviler."),
            ),
        ]

    def __str__(self) -> str:
        return f"network {self.pk}"

    @property
    def fingerprint(self) -> str:
        """What a form about the network carries along, to see whether somebody else changed it."""
        return fingerprint(
            self.topic, self.purpose, self.is_public, self.age_from, self.age_until, self.usual_hours, str(self.state)
        )
