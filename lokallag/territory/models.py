"""Postal codes and their areas, who answers for which code and when, and divisions that are not decided yet."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.ranges import covers, days
from lokallag.organisation.models import Unit
from lokallag.territory.domain.codes import WITH_ADDRESSES, display_place
from lokallag.territory.domain.draft_lifecycle import State


class Municipality(models.Model):
    """A municipality as the postal register has it."""

    number = models.CharField(max_length=4, primary_key=True)
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__regex=r"^[0-9]{4}$"),
                name="municipality_number_has_four_digits",
                violation_error_message=_("Et kommunenummer har fire siffer, for eksempel 3201."),
            )
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name as people write it."""
        return display_place(self.name)


class Category(models.TextChoices):
    """What a postal code is used for."""

    STREETS = "G", _("Gateadresser")
    BOTH = "B", _("Gateadresser og postbokser")
    SEVERAL = "F", _("Flere bruksområder")
    BOXES = "P", _("Postbokser")
    SERVICE = "S", _("Servicenummer")
    CUSTOMER = "K", _("Kundenummer")


class PostalCodeQuerySet(models.QuerySet["PostalCode"]):
    """Finds postal codes."""

    def in_use(self) -> Self:
        """Keep those that the register has today."""
        return self.filter(gone_on__isnull=True)

    def with_addresses(self) -> Self:
        """Keep those that somebody can live in, and that a branch should answer for."""
        return self.in_use().filter(category__in=WITH_ADDRESSES)


class PostalCode(models.Model):
    """One postal code. Four digits as text; a code that the register drops stays here with the day it went."""

    code = models.CharField(max_length=4, primary_key=True)
    place = models.CharField(max_length=60)
    place_key = models.CharField(max_length=60, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="postal_codes")
    category = models.CharField(max_length=1, choices=Category.choices)
    weight = models.PositiveIntegerField(null=True, blank=True)  # people who live there, about
    gone_on = models.DateField(null=True, blank=True)

    objects = PostalCodeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(OpClass("place_key", "varchar_pattern_ops"), name="postal_code_by_place")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(code__regex=r"^[0-9]{4}$"),
                name="postal_code_has_four_digits",
                violation_error_message=_("Et postnummer har fire siffer, for eksempel 1344."),
            ),
            models.CheckConstraint(
                condition=models.Q(category__in=list(Category.values)),
                name="postal_code_category_is_known",
                violation_error_message=_("Kategorien må være G, B, F, P, S eller K."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.display_place}"

    @property
    def display_place(self) -> str:
        """The place as people write it."""
        return display_place(self.place)

    @property
    def has_addresses(self) -> bool:
        """Somebody can live here, so that a branch should answer for it."""
        return self.gone_on is None and self.category in WITH_ADDRESSES


class PostalArea(models.Model):
    """The area of one postal code: GeoJSON in degrees, longitude first."""

    code = models.OneToOneField(PostalCode, models.CASCADE, primary_key=True, related_name="area")
    geometry = models.JSONField()
    approximate = models.BooleanField(default=False)
    source = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.code_id


class Responsibility(models.Model):
    """A unit answers for a postal code between two days, both included; no last day means until further notice."""

    code = models.ForeignKey(PostalCode, models.PROTECT, related_name="responsibilities")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="responsibilities")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=300)
    decided_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="responsibility_one_unit_per_code",
                expressions=[
                    ("code", RangeOperators.EQUAL),
                    (days("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("En annen avdeling svarer for postnummeret i denne perioden."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="responsibility_ends_after_it_begins",
                violation_error_message=_("Ansvaret kan ikke slutte før det begynner. Sjekk de to datoene."),
            ),
            models.CheckConstraint(
                condition=~models.Q(decision=""),
                name="responsibility_rests_on_decision",
                violation_error_message=_("Skriv hvilket vedtak inndelingen bygger på."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_id}: {self.unit_id} {self.valid_from}–{self.valid_until or ''}"


def holding(on: date, prefix: str = "") -> models.Q:
    """Return the filter for responsibilities that hold on the day."""
    return covers(on, first="valid_from", last="valid_until", prefix=prefix)


class RegisterLoad(models.Model):
    """The record of one import: which file, what it changed. Rows are only ever added."""

    class Kind(models.TextChoices):
        """What was imported."""

        REGISTER = "register", _("Postnummerregister")
        AREAS = "areas", _("Områder")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    codes = models.PositiveIntegerField()
    changed = models.PositiveIntegerField()
    loaded_at = models.DateTimeField()
    loaded_by_id = models.BigIntegerField(null=True)  # an id alone: the row is frozen, and persons can be erased

    def __str__(self) -> str:
        return f"{self.kind} {self.loaded_at:%Y-%m-%d}"


class PendingFile(models.Model):
    """A file that somebody has sent and seen the changes of, and not said yes to. Gone when used, or after a day."""

    key = models.UUIDField(default=uuid.uuid4, primary_key=True)
    kind = models.CharField(max_length=10, choices=RegisterLoad.Kind.choices)
    name = models.CharField(max_length=200)
    data = models.BinaryField()
    approximate = models.BooleanField(default=False)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


STATES = [(State.DRAFT.value, _("Utkast")), (State.DECIDED.value, _("Vedtatt")), (State.DROPPED.value, _("Lagt bort"))]


class Division(models.Model):
    """A way to divide a municipality that is not decided yet: the branches see it and comment on it."""

    title = models.CharField(max_length=120)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="divisions")
    state = models.CharField(max_length=8, choices=STATES, default=State.DRAFT)
    valid_from = models.DateField()
    note = models.TextField(blank=True)
    decision = models.CharField(max_length=300, blank=True)
    decided_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="division_has_title",
                violation_error_message=_("Gi utkastet et navn, for eksempel «Forslag til årsmøtet 2027»."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="decided") | ~models.Q(decision=""),
                name="division_decided_by_decision",
                violation_error_message=_("Skriv hvilket vedtak inndelingen bygger på."),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def lifecycle_state(self) -> State:
        """Where it stands, as ``domain.draft_lifecycle`` knows it."""
        return State(self.state)


class DivisionLine(models.Model):
    """One code that a draft gives to a branch of today (``unit``) or a new one (``name``).

    The same code may stand on two branches: then it is in dispute, and the draft cannot be decided yet.
    """

    division = models.ForeignKey(Division, models.CASCADE, related_name="lines")
    code = models.ForeignKey(PostalCode, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(models.Q(unit__isnull=False) & models.Q(name=""))
                | (models.Q(unit__isnull=True) & ~models.Q(name="")),
                name="division_line_unit_or_name",
                violation_error_message=_("Velg en avdeling som finnes, eller skriv navnet på en ny."),
            ),
            models.UniqueConstraint(
                fields=["division", "code", "unit"],
                condition=models.Q(unit__isnull=False),
                name="division_line_once_per_unit",
                violation_error_message=_("Postnummeret står to ganger på samme avdeling."),
            ),
            models.UniqueConstraint(
                fields=["division", "code", "name"],
                condition=models.Q(unit__isnull=True),
                name="division_line_once_per_name",
                violation_error_message=_("Postnummeret står to ganger på samme avdeling."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code_id}: {self.name or self.unit_id}"


class DivisionName(models.Model):
    """A new name that a draft gives to a branch of today."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="names")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division", "unit"],
                name="division_name_once_per_unit",
                violation_error_message=_("Avdelingen har allerede fått et nytt navn i utkastet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.name}"


class DivisionComment(models.Model):
    """What a branch or a member of the board says about a draft."""

    division = models.ForeignKey(Division, models.CASCADE, related_name="comments")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=201)
    text = models.TextField()
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="division_comment_has_text",
                violation_error_message=_("Skriv kommentaren før du sender den."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.division_id}: {self.author_name}"


class MapVersion(models.Model):
    """Counts each change of areas and responsibilities, so that a kept map knows when it is old. One row."""

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="map_version_one_row",
                violation_error_message=_("Kartet teller allerede endringene sine."),
            )
        ]

    def __str__(self) -> str:
        return str(self.number)


class KeptMap(models.Model):
    """The map of branches as drawn, kept until areas, responsibilities or names change.

    It holds for days from ``kept_from`` up to, not including, ``kept_until`` (none: until further notice).
    """

    version = models.PositiveBigIntegerField()
    names = models.CharField(max_length=32)
    kept_from = models.DateField()
    kept_until = models.DateField(null=True)
    etag = models.CharField(max_length=40)
    geojson = models.TextField()
    picture = models.TextField()
    edges = models.JSONField()
    facts = models.JSONField()

    class Meta:
        indexes = [models.Index(fields=["version", "kept_from"], name="kept_map_by_version")]

    def __str__(self) -> str:
        return f"{self.version} {self.kept_from}–{self.kept_until or ''}"
