"""Who belongs to a unit that one joins freely: a network, beside the branch."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalQuerySet
from lokallag.organisation.models import Unit


class BelongingQuerySet(PersonalQuerySet["Belonging"]):
    """Finds who belongs where."""

    def joined(self) -> Self:
        """Keep those who have joined, without those who only follow."""
        return self.filter(kind=Belonging.Kind.JOINED)


class Belonging(models.Model):
    """A person belongs to a unit: has joined it, or only follows it. Whoever leaves has no row.

    ``channel`` is how the unit may reach the person; with ``calendar`` nothing is sent. ``asked_on`` is the day the
    person was last asked whether to go on after growing out of what the unit is for, ``stays_until`` the last day
    where they have answered that they stay for the season.
    """

    class Kind(models.TextChoices):
        """How one belongs."""

        JOINED = "joined", _("Er med")
        FOLLOWS = "follows", _("Følger")

    class Channel(models.TextChoices):
        """How the unit may reach one."""

        EMAIL = "email", _("E-post")
        PHONE = "phone", _("Telefon")
        CALENDAR = "calendar", _("Bare kalenderen")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="belongings")
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="belongings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    channel = models.CharField(max_length=8, choices=Channel.choices)
    since = models.DateField()
    asked_on = models.DateField(null=True, blank=True)
    stays_until = models.DateField(null=True, blank=True)

    objects = BelongingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "kind"], name="belonging_by_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "unit"],
                name="belonging_once",
                violation_error_message=_("Du er allerede med her."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["joined", "follows"]),
                name="belonging_has_a_kind",
                violation_error_message=_("Velg om du vil være med eller bare følge."),
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "phone", "calendar"]),
                name="belonging_has_a_channel",
                violation_error_message=_("Velg hvordan vi kan nå deg."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.kind} {self.unit_id}"
