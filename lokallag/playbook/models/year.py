"""The organisation's own library of activity kinds, the plans of its units year by year, and what stands in them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint
from lokallag.organisation.models import Unit
from lokallag.playbook.domain.lifecycle import State
from lokallag.playbook.domain.reports import NUMBERS


class Ring(models.TextChoices):
    """What sort of thing it is, which decides colour, shape and ring on the wheel."""

    DEADLINE = "deadline", _("Frist")
    MEETING = "meeting", _("Møte")
    CAMPAIGN = "campaign", _("Kampanje")
    NETWORK = "network", _("Nettverk og skolering")
    DAY = "day", _("Merkedag og kommune")


class Weight(models.TextChoices):
    """How strongly it is asked for. *Must* stands only where a law or the statutes say so."""

    MUST = "must", _("må")
    SHOULD = "should", _("bør")
    MAY = "may", _("kan")


STATES = {
    State.IDEA: _("Idé"),
    State.PLANNED: _("Planlagt"),
    State.CONFIRMED: _("Bekreftet"),
    State.DONE: _("Gjennomført"),
    State.SKIPPED: _("Hoppet over"),
}


class ActivityKind(models.Model):
    """A kind of activity in the library. ``rule`` is read by ``domain.catalogue.rule_from``.

    ``edited_at`` is set once the organisation has changed it; from then on a new library leaves it alone. A hidden one
    is suggested to nobody; plans that have it keep it. A task edited here has an ``id`` that it keeps.
    """

    key = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    units = models.JSONField(default=list)
    ring = models.CharField(max_length=10, choices=Ring.choices)
    weight = models.CharField(max_length=6, choices=Weight.choices)
    source = models.CharField(max_length=200, blank=True)
    purpose = models.CharField(max_length=20, blank=True)
    chapter = models.CharField(max_length=60, blank=True)
    what = models.TextField()
    why = models.TextField()
    rule = models.JSONField()
    tasks = models.JSONField(default=list)
    invitation = models.TextField(blank=True)
    materials = models.JSONField(default=list)
    report = models.JSONField(default=list)
    position = models.PositiveSmallIntegerField(default=0)
    edited_at = models.DateTimeField(null=True, blank=True)
    hidden_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="activity_kind_has_a_name",
                violation_error_message=_("Skriv hva aktiviteten heter."),
            ),
            models.CheckConstraint(
                condition=~models.Q(weight="must") | ~models.Q(source="") | models.Q(rule__has_key="amount_rule"),
                name="activity_kind_must_has_a_source",
                violation_error_message=_("«Må» står bare der en lov eller vedtektene sier det. Skriv hvor det står."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_hidden(self) -> bool:
        """It is suggested to nobody."""
        return self.hidden_at is not None

    @property
    def fingerprint(self) -> str:
        """What a form about it carries along, to see whether somebody else changed it."""
        values = (self.name, self.units, self.ring, self.weight, self.source, self.purpose, self.chapter, self.what)
        return fingerprint(
            *values, self.why, self.rule, self.tasks, self.invitation, self.materials, self.report, self.hidden_at
        )


class YearPlan(models.Model):
    """What a unit plans in a year. The municipal party's plan is the wheel that the board publishes."""

    class Stage(models.TextChoices):
        """Whether others may see it."""

        DRAFT = "draft", _("Utkast")
        PUBLISHED = "published", _("Publisert")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="year_plans")
    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=Stage.choices, default=Stage.DRAFT)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="year_plan_once",
                violation_error_message=_("Enheten har allerede en plan for dette året."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class PlannedActivity(models.Model):
    """One thing in a plan: of a kind, or the unit's own with a title.

    ``manual_day`` is a day somebody chose; the rule's own day is computed beside it. A short report closes it.
    ``rounds`` counts how often it was taken up, so that tasks of an earlier time are not mistaken for those of now.
    """

    plan = models.ForeignKey(YearPlan, models.CASCADE, related_name="activities")
    kind = models.ForeignKey(ActivityKind, models.PROTECT, null=True, blank=True, related_name="activities")
    title = models.CharField(max_length=120, blank=True)
    ring = models.CharField(max_length=10, choices=Ring.choices, default=Ring.MEETING)
    rule = models.JSONField(null=True, blank=True)
    manual_day = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=[(state.value, label) for state, label in STATES.items()])
    reason = models.CharField(max_length=400, blank=True)
    rounds = models.PositiveSmallIntegerField(default=1)
    attended = models.PositiveIntegerField(null=True, blank=True)
    new_members = models.PositiveIntegerField(null=True, blank=True)
    contacts = models.PositiveIntegerField(null=True, blank=True)
    leaflets = models.PositiveIntegerField(null=True, blank=True)
    cost = models.PositiveIntegerField(null=True, blank=True)  # whole kroner
    how = models.TextField(blank=True)
    tip = models.TextField(blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    reported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="reported_activities"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "kind"],
                name="planned_activity_once_per_kind",
                violation_error_message=_("Aktiviteten står allerede i planen."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__isnull=False) | ~models.Q(title=""),
                name="planned_activity_has_a_name",
                violation_error_message=_("Skriv hva aktiviteten heter."),
            ),
            models.CheckConstraint(
                condition=models.Q(kind__isnull=False)
                | models.Q(rule__isnull=False)
                | models.Q(manual_day__isnull=False),
                name="planned_activity_has_a_day",
                violation_error_message=_("Velg en dag, eller hva dagen regnes fra."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="skipped") | ~models.Q(reason=""),
                name="planned_activity_skipped_has_a_reason",
                violation_error_message=_("Skriv hvorfor dere hopper over den."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="done") | models.Q(reported_at__isnull=False),
                name="planned_activity_done_is_reported",
                violation_error_message=_("Fyll ut den korte rapporten når aktiviteten er gjennomført."),
            ),
        ]

    def __str__(self) -> str:
        return self.title or str(self.kind_id)

    @property
    def name(self) -> str:
        """Its own title, else what its kind is called."""
        if self.title or self.kind is None:
            return self.title
        return self.kind.name

    @property
    def unit_id(self) -> int:
        """The unit whose plan it stands in: rights are asked by it."""
        return self.plan.unit_id

    @property
    def key(self) -> str:
        """What other dates call it: the kind's key, or its own."""
        return self.kind.key if self.kind is not None else own_key(self.pk)

    @property
    def fingerprint(self) -> str:
        """What a form about it carries along, to see whether somebody else changed it."""
        numbers = [getattr(self, name) for name in NUMBERS]
        return fingerprint(
            State(self.state), self.manual_day, self.reason, self.reported_at, self.how, self.tip, *numbers
        )


def own_key(pk: int) -> str:
    """Return what dates call an activity of a unit's own."""
    return f"egen:{pk}"
