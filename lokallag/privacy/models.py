"""The ledger of erasures: who was erased, told only by a keyed hash, so that a restored backup erases them again."""

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
