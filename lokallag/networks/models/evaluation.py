"""An evaluation of the networks: what the board, the steering groups and the annual meeting say of them."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint
from lokallag.networks.domain.evaluating import Word
from lokallag.networks.models.network import Network
from lokallag.organisation.models import Unit

WORDS = {
    Word.GO_ON: _("Fortsetter"),
    Word.CHANGE: _("Endres"),
    Word.END: _("Avsluttes"),
}


class Evaluation(models.Model):
    """The party evaluates its networks before the annual meeting of a year.

    ``counted_from`` is the day of the meeting as the deadlines were counted from it the last time. From ``reported_at``
    on, ``figures`` holds the figures as the meeting gets them.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="network_evaluations")
    year = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    counted_from = models.DateField()
    assessment = models.TextField(max_length=8000, blank=True)
    assessed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    assessed_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="evaluation_once_a_year",
                violation_error_message=_("Evalueringen før dette årsmøtet er allerede i gang."),
            ),
            models.CheckConstraint(
                condition=models.Q(assessment="") | models.Q(assessed_at__isnull=False),
                name="evaluation_assessment_has_a_time",
                violation_error_message=_("En vurdering har et tidspunkt."),
            ),
            models.CheckConstraint(
                condition=models.Q(reported_at__isnull=True)
                | (models.Q(figures__isnull=False) & ~models.Q(assessment="")),
                name="evaluation_report_is_whole",
                violation_error_message=_("Skriv styrets vurdering før rapporten gjøres ferdig."),
            ),
        ]

    def __str__(self) -> str:
        return f"evaluation {self.year}"

    @property
    def fingerprint(self) -> str:
        """What a form about the evaluation carries along, to see whether somebody else changed it."""
        return fingerprint(self.assessment, self.reported_at)

    @property
    def source_key(self) -> str:
        """What the board's commitment to evaluate is known by."""
        return f"networks.evaluation:{self.pk}"

    @property
    def verdict_key(self) -> str:
        """What the board's commitment to record what the meeting decided is known by."""
        return f"networks.verdict:{self.pk}"


class Baseline(models.Model):
    """What a network did in a year from before it was counted here. ``attendance`` is persons at all its meetings."""

    network = models.ForeignKey(Network, models.CASCADE, related_name="baselines")
    year = models.PositiveSmallIntegerField()
    meetings = models.PositiveSmallIntegerField()
    attendance = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "year"],
                name="baseline_once_a_year",
                violation_error_message=_("Dette året er allerede ført inn."),
            ),
            models.CheckConstraint(
                condition=~models.Q(source=""),
                name="baseline_has_a_source",
                violation_error_message=_("Skriv hvor tallene kommer fra."),
            ),
            models.CheckConstraint(
                condition=models.Q(meetings__gte=1) | models.Q(attendance=0),
                name="baseline_nobody_came_to_no_meeting",
                violation_error_message=_("Uten møter kan ingen ha kommet. Skriv hvor mange møter det var."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network_id} {self.year}"


class OwnView(models.Model):
    """What the steering group itself says of its network, to the board and the annual meeting."""

    evaluation = models.ForeignKey(Evaluation, models.CASCADE, related_name="views")
    network = models.ForeignKey(Network, models.CASCADE, related_name="own_views")
    text = models.TextField(max_length=4000)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["evaluation", "network"],
                name="own_view_once",
                violation_error_message=_("Styringsgruppa har allerede skrevet. Endre det som står der."),
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="own_view_is_not_empty",
                violation_error_message=_("Skriv hva styringsgruppa mener."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.network_id}"

    @property
    def fingerprint(self) -> str:
        """What a form about the text carries along, to see whether somebody else changed it."""
        return fingerprint(self.text)


class Verdict(models.Model):
    """What the annual meeting decided, of one network or (without one) of the whole scheme. Rows are only added.

    The one added last counts; ``correction`` says what was wrong with the one before.
    """

    evaluation = models.ForeignKey(Evaluation, models.PROTECT, related_name="verdicts")
    network = models.ForeignKey(Network, models.PROTECT, null=True, blank=True, related_name="verdicts")
    word = models.CharField(max_length=6, choices=[(word.value, words) for word, words in WORDS.items()])
    text = models.TextField(max_length=2000, blank=True)
    meeting_on = models.DateField()
    case_number = models.CharField(max_length=40)
    correction = models.CharField(max_length=400, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["evaluation", "network"], name="verdict_by_network")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(word__in=[word.value for word in Word]),
                name="verdict_has_a_word",
                violation_error_message=_("Velg hva møtet bestemte."),
            ),
            models.CheckConstraint(
                condition=~models.Q(case_number=""),
                name="verdict_has_a_case",
                violation_error_message=_("Skriv saksnummeret, for eksempel 7/27."),
            ),
            models.CheckConstraint(
                condition=~models.Q(word="change") | ~models.Q(text=""),
                name="verdict_change_says_what",
                violation_error_message=_("Skriv hva som skal endres."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.evaluation_id} {self.network_id} {self.word}"


class NetworkEnd(models.Model):
    """A network was ended: when, by which decision, and how many had joined when the list of them was erased."""

    network = models.OneToOneField(Network, models.CASCADE, related_name="end")
    ended_on = models.DateField()
    meeting_on = models.DateField()
    case_number = models.CharField(max_length=40)
    reason = models.TextField(max_length=2000)
    joined = models.PositiveIntegerField()
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(case_number="") & ~models.Q(reason=""),
                name="network_end_is_minuted",
                violation_error_message=_("Skriv saksnummeret og begrunnelsen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.network_id} {self.ended_on}"
