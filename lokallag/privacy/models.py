"""The ledger of erasures (told only by a keyed hash), what was cleared when, and what stays of who was expelled."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Why(models.TextChoices):
    """Why a person was erased."""

    LEFT = "left", _("Meldte seg ut")
    GONE = "gone", _("Ikke lenger i medlemsregisteret")
    UNPAID = "unpaid", _("Betalte ikke kontingent")
    EXPIRED = "expired", _("Lagringstiden er over")
    RESTORED = "restored", _("Slettet på nytt etter en gjenoppretting")


class Erasure(models.Model):
    """One person who was erased. The hash follows from the person's random key; nothing here identifies anybody."""

    person_hash = models.CharField(max_length=64)
    erased_at = models.DateTimeField()
    why = models.CharField(max_length=10, choices=Why.choices)

    class Meta:
        indexes = [models.Index(fields=["erased_at"], name="erasure_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["person_hash"],
                name="erasure_once_per_person",
                violation_error_message=_("Personen er allerede slettet."),
            ),
            models.CheckConstraint(
                condition=models.Q(person_hash__regex=r"^[0-9a-f]{64}$"),
                name="erasure_is_a_hash",
                violation_error_message=_("Sletteloggen har bare plass til en nøkkelsum, ikke til opplysninger."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.erased_at:%Y-%m-%d} {self.why}"


class Clearing(models.Model):
    """What one row of the table of keeping took away on one day. Counts only; the row of a quiet day says 0."""

    key = models.CharField(max_length=60)
    cleared_on = models.DateField()
    removed = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["cleared_on"], name="clearing_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["key", "cleared_on"],
                name="clearing_once_a_day",
                violation_error_message=_("Oppryddingen for denne dagen er allerede ført."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.cleared_on} {self.key}: {self.removed}"


class Expulsion(models.Model):
    """The little that may stay of somebody who was expelled: name, day, who decided it, and what came of an appeal.

    It leads to no person: all else is erased.
    """

    name = models.CharField(max_length=201)
    expelled_on = models.DateField()
    body = models.CharField(max_length=200, blank=True)
    appeal = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="expulsion_has_a_name",
                violation_error_message=_("Skriv navnet på den som ble ekskludert."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.expelled_on} {self.pk}"
