"""The division of labour in versions, the yearly review of it, and what is unclear until it is settled."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint
from lokallag.organisation.models import Unit
from lokallag.playbook.domain.duties import DutySpec, Party, Side, Verdict

PARTIES = {
    Party.MUNICIPAL_PARTY: _("Årsmøtet eller medlemsmøtet"),
    Party.BOARD: _("Styret i kommunepartiet"),
    Party.BRANCH: _("Avdelingen"),
    Party.COUNCIL_GROUP: _("Kommunestyregruppa"),
    Party.NETWORK: _("Nettverkene"),
    Party.CAMPAIGN_COMMITTEE: _("Kampanjeutvalget"),
}
VERDICTS = {Verdict.CLEAR: _("Klart"), Verdict.UNCLEAR: _("Uklart"), Verdict.HELP: _("Trenger hjelp")}
SIDES = {Side.BRANCH: _("Avdelingen"), Side.BOARD: _("Styret")}


class DutyVersion(models.Model):
    """A version of the division of labour: a draft, or published and then unchanged for good.

    The date of the next review is a set day of the party (``organisation.Anchor``), so that the wheel shows it too.
    """

    class State(models.TextChoices):
        """Whether it holds, or is being written."""

        DRAFT = "draft", _("Utkast")
        PUBLISHED = "published", _("Publisert")

    number = models.PositiveIntegerField(unique=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    begun_at = models.DateTimeField()
    adopted_on = models.DateField(null=True, blank=True)
    adopted_by = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=400, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state="draft"),
                name="duty_version_one_draft",
                violation_error_message=_("Det finnes allerede et utkast. Fortsett på det."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="draft")
                | (models.Q(published_at__isnull=False, adopted_on__isnull=False) & ~models.Q(adopted_by="")),
                name="duty_version_published_is_adopted",
                violation_error_message=_("Skriv når arbeidsdelingen ble vedtatt, og på hvilket møte."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class Duty(models.Model):
    """One duty in a version. ``key`` is the same from version to version; the parts are names of ``Party``."""

    version = models.ForeignKey(DutyVersion, models.CASCADE, related_name="duties")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    area = models.CharField(max_length=80)
    does = models.JSONField(default=list)
    decides = models.JSONField(default=list)
    told = models.JSONField(default=list, blank=True)
    why = models.CharField(max_length=600, blank=True)
    chapter = models.CharField(max_length=60, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "key"],
                name="duty_once_per_version",
                violation_error_message=_("Oppgaven står allerede i arbeidsdelingen."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name="") & ~models.Q(area=""),
                name="duty_has_a_name_and_an_area",
                violation_error_message=_("Skriv hva oppgaven heter, og hvilket område den hører til."),
            ),
            models.CheckConstraint(
                condition=~models.Q(does=[]) & ~models.Q(decides=[]),
                name="duty_has_somebody",
                violation_error_message=_("Velg hvem som gjør oppgaven, og hvem som bestemmer."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def spec(self) -> DutySpec:
        """The duty as a value."""
        return DutySpec(
            self.key,
            self.name,
            self.area,
            tuple(self.does),
            tuple(self.decides),
            tuple(self.told),
            self.why,
            self.chapter,
        )

    @property
    def fingerprint(self) -> str:
        """What a form about the duty carries along, to see whether somebody else changed it."""
        return fingerprint(self.spec)


class DutyReview(models.Model):
    """One year's walk of a branch and its contact on the board through the duties of a version."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="duty_reviews")
    year = models.PositiveSmallIntegerField()
    version = models.ForeignKey(DutyVersion, models.PROTECT, related_name="reviews")
    begun_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year"],
                name="duty_review_once_a_year",
                violation_error_message=_("Avdelingen har allerede en gjennomgang for dette året."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class DutyAnswer(models.Model):
    """What one side said of one duty. The two sides' answers stand side by side."""

    review = models.ForeignKey(DutyReview, models.CASCADE, related_name="answers")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="answers")
    side = models.CharField(max_length=6, choices=[(side.value, words) for side, words in SIDES.items()])
    verdict = models.CharField(max_length=8, choices=[(each.value, words) for each, words in VERDICTS.items()])
    words = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="duty_answers"
    )
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["review", "duty", "side"],
                name="duty_answer_once_per_side",
                violation_error_message=_("Oppgaven er allerede besvart. Endre svaret i stedet."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty_id} {self.verdict}"

    @property
    def fingerprint(self) -> str:
        """What a form carries along, to see whether somebody else answered meanwhile."""
        return fingerprint(self.verdict, self.words)


class UnclearDuty(models.Model):
    """A duty that is unclear to a branch, or that it needs help with, until both sides agree on how it is.

    It is a commitment on the board's list. One side proposes words (``proposal``), the other agrees: then it is
    settled. An answer that is taken back drops it. ``name`` is what the duty was called then.
    """

    class State(models.TextChoices):
        """How far it has come."""

        OPEN = "open", _("Ikke avklart")
        PROPOSED = "proposed", _("Venter på den andre")
        SETTLED = "settled", _("Avklart")
        DROPPED = "dropped", _("Trukket")

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="unclear_duties")
    key = models.SlugField(max_length=60)
    name = models.CharField(max_length=120)
    review = models.ForeignKey(DutyReview, models.PROTECT, related_name="unclear")
    verdict = models.CharField(max_length=8, choices=[(each.value, words) for each, words in VERDICTS.items()])
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    raised_at = models.DateTimeField()
    proposal = models.TextField(blank=True, max_length=2000)
    proposed_side = models.CharField(
        max_length=6, blank=True, choices=[(side.value, words) for side, words in SIDES.items()]
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    agreed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "key"],
                condition=models.Q(state__in=["open", "proposed"]),
                name="unclear_duty_once_at_a_time",
                violation_error_message=_("Oppgaven er allerede meldt som uklar."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["proposed", "settled"])
                | (~models.Q(proposal="") & ~models.Q(proposed_side="")),
                name="unclear_duty_settled_in_words",
                violation_error_message=_("Skriv hva dere er enige om."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "proposed"], closed_at__isnull=True)
                | models.Q(state__in=["settled", "dropped"], closed_at__isnull=False),
                name="unclear_duty_closed_has_a_time",
                violation_error_message=_("Det som er avklart, har et tidspunkt. Det som er åpent, har ikke."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether it still waits for the two to agree."""
        return self.state in {self.State.OPEN, self.State.PROPOSED}

    @property
    def fingerprint(self) -> str:
        """What a form about it carries along, to see whether somebody else wrote meanwhile."""
        return fingerprint(str(self.state), self.proposal, self.proposed_side)
