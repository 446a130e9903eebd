"""Memberships, each member's choice of branch with its history, fees, guardians, and files with members in them."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager, PersonalQuerySet
from lokallag.membership.belonging import Belonging, BelongingQuerySet
from lokallag.membership.domain.choices import EndReason, Reason
from lokallag.membership.entry import HOWS, Entry
from lokallag.membership.interests import Interest, InterestTopic
from lokallag.organisation.models import Approval, Unit

__all__ = [
    "HOWS",
    "AddressKeeper",
    "Belonging",
    "BelongingQuerySet",
    "BranchChoice",
    "Entry",
    "FeeYear",
    "Guardian",
    "Interest",
    "InterestTopic",
    "MemberFile",
    "Membership",
]

REASONS = {
    Reason.OWN_CHOICE: _("Eget valg"),
    Reason.FOLLOWED_SUGGESTION: _("Fulgte forslaget for postnummeret"),
    Reason.PLACED_BY_OFFICE: _("Plassert av styret"),
    Reason.IMPORTED: _("Ført inn fra medlemsregisteret"),
}
END_REASONS = {
    EndReason.RESIGNED: _("Meldte seg ut"),
    EndReason.MOVED: _("Flyttet fra kommunen"),
    EndReason.UNPAID: _("Betalte ikke kontingent"),
    EndReason.DIED: _("Døde"),
    EndReason.EXPELLED: _("Ekskludert"),
}


def _holds(on: date, first: str, end: str) -> models.Q:
    begun = models.Q((f"{first}__lte", on))
    return begun & (models.Q((f"{end}__isnull", True)) | models.Q((f"{end}__gt", on)))


class MembershipQuerySet(PersonalQuerySet["Membership"]):
    """Finds memberships by day."""

    def live(self, on: date) -> Self:
        """Keep those who are members on the day."""
        return self.filter(_holds(on, "joined_on", "ended_on"))


class Membership(models.Model):
    """A person's membership of the party. ``ended_on`` is the first day on which it no longer holds."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="membership")
    number = models.CharField(max_length=20)
    joined_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(
        max_length=10, choices=[(reason.value, words) for reason, words in END_REASONS.items()], blank=True
    )

    objects = MembershipQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["joined_on", "id"], name="membership_by_joined")]
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="membership_number_once",
                violation_error_message=_("Et annet medlem har dette medlemsnummeret. Sjekk nummeret i registeret."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9A-Za-z][0-9A-Za-z-]*$"),
                name="membership_has_a_number",
                violation_error_message=_("Skriv medlemsnummeret slik det står i registeret, uten mellomrom."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("joined_on")),
                name="membership_ends_after_it_begins",
                violation_error_message=_("Medlemskapet kan ikke slutte før det begynner. Sjekk de to datoene."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True, end_reason="")
                | (models.Q(ended_on__isnull=False) & ~models.Q(end_reason="")),
                name="membership_end_has_a_reason",
                violation_error_message=_("Velg hvorfor medlemskapet slutter."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def holds_on(self, on: date) -> bool:
        """Tell whether the person is a member on the day: the same as ``live`` asks of the table."""
        return self.joined_on <= on and (self.ended_on is None or on < self.ended_on)


class BranchChoiceQuerySet(PersonalQuerySet["BranchChoice"]):
    """Finds choices by day."""

    def live(self, on: date) -> Self:
        """Keep the choices that hold on the day: at most one per membership."""
        return self.filter(_holds(on, "chosen_on", "ended_on"))


class BranchChoice(models.Model):
    """The branch that a member belongs to from a day on. Earlier choices stay as history.

    ``ended_on`` is the day the next one took over, so that two choices on one day are both kept; null is the present
    one. ``suggested`` is the branch that answered for ``postal_code`` when the choice was made.
    """

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="choices")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="branch_choices")
    chosen_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=20, choices=[(reason.value, words) for reason, words in REASONS.items()])
    suggested = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    postal_code = models.CharField(max_length=4, blank=True)
    chosen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="branch_choices_made",
        db_index=False,
    )
    note = models.CharField(max_length=300, blank=True)

    objects = BranchChoiceQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["unit"], name="choice_present", condition=models.Q(ended_on__isnull=True)),
            # Most choices come from the register's file, where nobody chose and often nothing was suggested.
            models.Index(fields=["suggested"], name="choice_suggested", condition=models.Q(suggested__isnull=False)),
            models.Index(fields=["chosen_by"], name="choice_chosen_by", condition=models.Q(chosen_by__isnull=False)),
        ]
        constraints = [
            # Days from the first up to, not including, the last; so it also allows only one without an end.
            ExclusionConstraint(
                name="choice_one_at_a_time",
                expressions=[
                    ("membership", RangeOperators.EQUAL),
                    (
                        models.Func("chosen_on", "ended_on", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_(
                    "Valget av avdeling ble endret samtidig. Se hvilken avdeling som gjelder, og velg på nytt."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("chosen_on")),
                name="choice_ends_after_it_begins",
                violation_error_message=_("Det siste valget av avdeling er nyere. Velg en senere dato."),
            ),
            models.CheckConstraint(
                condition=models.Q(reason__in=[reason.value for reason in Reason]),
                name="choice_has_a_reason",
                violation_error_message=_("Velg hvorfor medlemmet hører til avdelingen."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.unit_id} {self.chosen_on}–{self.ended_on or ''}"


class FeeYear(models.Model):
    """The membership fee of one year: when it was due and when it was paid. No amounts, no means of payment."""

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="fees", db_index=False)  # fee_once_per_year
    year = models.PositiveSmallIntegerField()
    due_on = models.DateField(null=True, blank=True)
    paid_on = models.DateField(null=True, blank=True)
    is_paid = models.BooleanField(default=False)

    objects = PersonalManager["FeeYear"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "year"],
                name="fee_once_per_year",
                violation_error_message=_("Kontingenten for dette året er allerede ført."),
            ),
            models.CheckConstraint(
                condition=models.Q(year__range=(1990, 2100)),
                name="fee_year_is_possible",
                violation_error_message=_("Året skrives med fire sifre, for eksempel 2026."),
            ),
            models.CheckConstraint(
                condition=models.Q(paid_on__isnull=True) | models.Q(is_paid=True),
                name="fee_with_a_day_is_paid",
                violation_error_message=_("En kontingent med betalingsdato er betalt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership_id}: {self.year}"


class Guardian(models.Model):
    """Who answers for a member under 18, and how to reach them. The branch's leaders and the secretary see it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="guardian")
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)

    objects = PersonalManager["Guardian"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name="") & (~models.Q(phone="") | ~models.Q(email="")),
                name="guardian_can_be_reached",
                violation_error_message=_("Skriv navnet, og telefon eller e-post."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class AddressKeeperQuerySet(PersonalQuerySet["AddressKeeper"]):
    """Finds who sees protected addresses."""

    def live(self) -> Self:
        """Keep the one who is named, if anybody is. Whether the right holds follows from the office too."""
        return self.filter(ended_on__isnull=True)


class AddressKeeper(models.Model):
    """The one person who sees protected addresses, as long as they are leader or secretary of the party.

    ``ended_on`` is the first day on which it no longer holds. Without one, nobody sees them.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="address_keepings")
    named_on = models.DateField()
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="address_keepers_named"
    )
    ended_on = models.DateField(null=True, blank=True)

    objects = AddressKeeperQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(ended_on__isnull=True),
                name="address_keeper_only_one",
                violation_error_message=_("En annen er allerede utpekt. Se hvem det er, og prøv igjen."),
            ),
            models.CheckConstraint(
                condition=models.Q(named_by__isnull=True) | ~models.Q(named_by=models.F("person")),
                name="address_keeper_named_by_another",
                violation_error_message=_("Du kan ikke utpeke deg selv. Be en annen i styret om det."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True) | models.Q(ended_on__gte=models.F("named_on")),
                name="address_keeper_ends_after_named",
                violation_error_message=_("Den siste dagen kan ikke komme før den første."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.named_on}–{self.ended_on or ''}"


class MemberFile(models.Model):
    """Leave to fetch one file with the members of a unit, once, for the one who asked. The file itself is never kept.

    ``filters`` are those of the list when it was asked for, as in its address. ``approval`` is there where it took two.
    """

    class Format(models.TextChoices):
        """What the file is."""

        CSV = "csv", _("CSV")
        XLSX = "xlsx", _("Excel (XLSX)")

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="member_files")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="member_files")
    approval = models.OneToOneField(Approval, models.SET_NULL, null=True, blank=True, related_name="member_file")
    file_format = models.CharField(max_length=4, choices=Format.choices)
    filters = models.CharField(max_length=500, blank=True)
    purpose = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalManager["MemberFile"]()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="member_file_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(purpose=""),
                name="member_file_has_a_purpose",
                violation_error_message=_("Skriv hva du skal bruke filen til."),
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("asked_at")),
                name="member_file_can_be_fetched",
                violation_error_message=_("Fristen for å hente filen må komme etter at den ble laget."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)
