"""Units in a tree, offices with seats, terms with dates, rule sets with sources."""

from datetime import date
from typing import Self

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager
from lokallag.core.ranges import covers, days
from lokallag.core.stale import fingerprint
from lokallag.organisation.anchor import Anchor
from lokallag.organisation.approval import Approval
from lokallag.organisation.naming import NameOn

__all__ = [
    "Anchor",
    "Approval",
    "BoardContact",
    "Kind",
    "NameOn",
    "Office",
    "Profile",
    "Rule",
    "RuleSet",
    "Term",
    "TermQuerySet",
    "Title",
    "Unit",
    "UnitName",
    "UnitQuerySet",
]


class Kind(models.TextChoices):
    """What sort of unit it is. Side organisations have the rights that the rule set gives them."""

    COUNTY = "county", _("Fylkesparti")
    MUNICIPAL = "municipal", _("Kommuneparti")
    BRANCH = "branch", _("Partiavdeling")
    NETWORK = "network", _("Fagnettverk")
    COMMITTEE = "committee", _("Utvalg")
    COUNCIL_GROUP = "council_group", _("Kommunestyregruppe")
    SIDE_ORGANISATION = "side_organisation", _("Sideorganisasjon")


class Title(models.TextChoices):
    """The offices that rights hang on. What a unit calls them stands in ``Office.called``."""

    LEADER = "leader", _("Leder")
    DEPUTY_LEADER = "deputy_leader", _("Nestleder")
    SECRETARY = "secretary", _("Sekretær")
    TREASURER = "treasurer", _("Kasserer")
    TRAINING_OFFICER = "training_officer", _("Studieleder")
    MEMBERSHIP_OFFICER = "membership_officer", _("Medlemsansvarlig")
    CAMPAIGN_MANAGER = "campaign_manager", _("Kampanjeansvarlig")
    BOARD_MEMBER = "board_member", _("Styremedlem")
    DEPUTY_MEMBER = "deputy_member", _("Varamedlem")


class UnitQuerySet(models.QuerySet["Unit"]):
    """Finds units as they stand on a day."""

    def named(self, on: date) -> Self:
        """Add ``name``, the name that is valid on the day (the newest one known where none is)."""
        return self.annotate(name=NameOn(on))

    def open(self, on: date) -> Self:
        """Keep the units that exist on the day."""
        return self.filter(covers(on, first="opened_on", last="closed_on"))

    def branches(self, on: date) -> Self:
        """Return the branches that exist on the day, with their names, in the order of the names."""
        return self.open(on).filter(kind=Kind.BRANCH).named(on).order_by("name", "pk")


class Unit(models.Model):
    """A part of the organisation. Its name is dated and stands in ``UnitName``."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    slug = models.SlugField(max_length=80, unique=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    public_email = models.EmailField(blank=True)
    meets = models.CharField(max_length=120, blank=True)
    about = models.TextField(blank=True)
    has_proposal_right = models.BooleanField(default=True)

    objects = UnitQuerySet.as_manager()

    name: str  # added by ``named``

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(kind="network") | models.Q(has_proposal_right=False),
                name="unit_network_cannot_propose",
                violation_error_message=_(
                    "Et fagnettverk har ikke forslagsrett. Medlemmene fremmer forslag i egen partiavdeling."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="unit_closes_after_it_opens",
                violation_error_message=_("Enheten kan ikke legges ned før den er opprettet. Velg en senere dato."),
            ),
            models.CheckConstraint(
                condition=~models.Q(parent=models.F("id")),
                name="unit_is_not_its_own_parent",
                violation_error_message=_("En enhet kan ikke ligge under seg selv."),
            ),
            models.UniqueConstraint(
                models.Value(1),
                condition=models.Q(kind="municipal"),
                name="unit_one_municipal_party",
                violation_error_message=_("Kommunepartiet er allerede opprettet."),
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def fingerprint(self) -> str:
        """What a form about the unit's own words carries along, to see whether somebody else changed them."""
        return fingerprint(self.public_email, self.meets, self.about)


class UnitName(models.Model):
    """What a unit is called between two days, and the decision that says so."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    decision = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="unit_name_one_at_a_time",
                expressions=[
                    ("unit", RangeOperators.EQUAL),
                    (days("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Enheten har allerede et navn i denne perioden. Velg en senere dato."),
            ),
            ExclusionConstraint(
                name="unit_name_used_once",
                expressions=[
                    (Lower("name"), RangeOperators.EQUAL),
                    (days("valid_from", "valid_until"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Navnet er allerede i bruk. Velg et annet navn."),
            ),
            models.CheckConstraint(
                condition=models.Q(valid_until__isnull=True) | models.Q(valid_until__gte=models.F("valid_from")),
                name="unit_name_ends_after_it_begins",
                violation_error_message=_("Navnet kan ikke slutte å gjelde før det begynner å gjelde."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="unit_name_is_not_empty",
                violation_error_message=_("Skriv navnet på enheten."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Profile(models.Model):
    """What the whole installation is: one organisation, its colour and its municipality. There is one row."""

    main_unit = models.OneToOneField(Unit, models.PROTECT, related_name="profile")
    colour = models.CharField(max_length=7, default="#b3212b")
    municipality_code = models.CharField(max_length=4, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                models.Value(1),
                name="profile_one_row",
                violation_error_message=_("Organisasjonen er allerede opprettet."),
            ),
            models.CheckConstraint(
                condition=models.Q(colour__regex=r"^#[0-9a-f]{6}$"),
                name="profile_colour_is_hex",
                violation_error_message=_("Skriv fargen som # og seks tegn, for eksempel #b3212b."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.main_unit_id)

    @property
    def fingerprint(self) -> str:
        """What a form about the profile carries along, to see whether somebody else changed it."""
        return fingerprint(self.colour, self.municipality_code)


class Office(models.Model):
    """An office of a unit, with one or more seats."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="offices")
    title = models.CharField(max_length=24, choices=Title.choices)
    called = models.CharField(max_length=60, blank=True)
    seats = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "title", "called"],
                name="office_once_per_unit",
                violation_error_message=_("Enheten har allerede dette vervet. Endre antall plasser i stedet."),
            ),
            models.CheckConstraint(
                condition=models.Q(seats__range=(1, 60)),
                name="office_has_seats",
                violation_error_message=_("Et verv har mellom 1 og 60 plasser."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """What the unit calls the office, else what the title is called."""
        return self.called or str(Title(self.title).label)

    def seat_label(self, seat: int) -> str:
        """Return what one seat is called: the office, with a number where it has several."""
        return f"{self.label} {seat}" if self.seats > 1 else self.label

    @property
    def fingerprint(self) -> str:
        """What a form about the office carries along, to see whether somebody else changed it."""
        return fingerprint(self.called, self.seats)


class TermQuerySet(models.QuerySet["Term"]):
    """Finds terms by day."""

    def live(self, on: date) -> Self:
        """Keep the terms that hold on the day: from the first day to the end of the last, local dates."""
        return self.filter(covers(on, first="from_on", last="until_on"))


class Term(models.Model):
    """A person's time in one seat of an office. Rights follow from it, and end with its last day.

    Who holds an office is told to anyone (leaders stand on the public pages, by ``holder_name``), and rights are asked
    of this table at each request, a visitor's too. So its manager needs no scope, unlike those of the persons and
    their memberships.
    """

    office = models.ForeignKey(Office, models.PROTECT, related_name="terms")
    seat = models.PositiveSmallIntegerField(default=1)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="terms")
    holder_name = models.CharField(max_length=201)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    elected_by = models.CharField(max_length=200)
    elected_on = models.DateField(null=True, blank=True)
    minuted_in = models.CharField(max_length=200, blank=True)

    objects = TermQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["person", "from_on"], name="term_by_person")]
        constraints = [
            ExclusionConstraint(
                name="term_no_overlap_on_seat",
                expressions=[
                    ("office", RangeOperators.EQUAL),
                    ("seat", RangeOperators.EQUAL),
                    (days("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_(
                    "Plassen er allerede besatt i denne perioden. Avslutt den som sitter, eller velg en senere dato."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="term_ends_after_it_begins",
                violation_error_message=_("Vervet kan ikke slutte før det begynner. Sjekk de to datoene."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name} {self.from_on}–{self.until_on or ''}"

    @property
    def fingerprint(self) -> str:
        """What a form about the term carries along, to see whether somebody else changed it."""
        return fingerprint(self.from_on, self.until_on)


class BoardContact(models.Model):
    """The member of the board that a branch can turn to."""

    branch = models.ForeignKey(Unit, models.CASCADE, related_name="board_contacts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="contact_for")
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)

    objects = PersonalManager["BoardContact"]()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="board_contact_one_per_branch",
                expressions=[
                    ("branch", RangeOperators.EQUAL),
                    (days("from_on", "until_on"), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Avdelingen har allerede en kontakt i styret i denne perioden."),
            ),
            models.CheckConstraint(
                condition=models.Q(until_on__isnull=True) | models.Q(until_on__gte=models.F("from_on")),
                name="board_contact_ends_after_it_begins",
                violation_error_message=_("Kontakten kan ikke slutte før den begynner. Sjekk de to datoene."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.branch_id}: {self.person_id}"


class RuleSet(models.Model):
    """One version of an organisation's rules. Once written it never changes: a correction is a new version."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rule_sets")
    version = models.PositiveIntegerField()
    valid_from = models.DateField()
    decision = models.CharField(max_length=300)
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "version"],
                name="rule_set_version_once",
                violation_error_message=_("Noen andre lagret nye regler samtidig. Se over dem før du lagrer dine."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} v{self.version}"


class Rule(models.Model):
    """One rule of a version: its key, its value as text, and the paragraph or decision that it comes from."""

    rule_set = models.ForeignKey(RuleSet, models.CASCADE, related_name="rules")
    key = models.CharField(max_length=60)
    value = models.CharField(max_length=200)
    source = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule_set", "key"],
                name="rule_once_per_set",
                violation_error_message=_("Regelen står to ganger i samme regelsett."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.key} = {self.value}"
