"""An application to the board for a network, those who would lead it, and what the board asks."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager, PersonalQuerySet
from lokallag.core.stale import fingerprint
from lokallag.networks.domain.applying import Stage
from lokallag.networks.models.idea import Idea
from lokallag.networks.models.network import Network

STAGES = {
    Stage.DRAFT: _("Kladd"),
    Stage.SUBMITTED: _("Sendt til styret"),
    Stage.RETURNED: _("Styret venter på deg"),
    Stage.APPROVED: _("Godkjent"),
    Stage.DECLINED: _("Avslått"),
    Stage.WITHDRAWN: _("Trukket"),
}


class Application(models.Model):
    """A member asks the board to start a network. A declined applicant may apply again, with a new one.

    ``answer_by`` is the day by which the board answers, told when it is sent. ``meeting_on`` and ``case_number`` are
    of the decision. ``idea`` is what it grew from, ``earlier`` the one that was declined or withdrawn before it, and
    ``knows_same`` says that the applicant has seen that others have the same topic.
    """

    applicant = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="network_applications"
    )
    name = models.CharField(max_length=120)
    topic = models.CharField(max_length=80, blank=True)
    purpose = models.TextField(max_length=2000, blank=True)
    for_whom = models.TextField(max_length=500, blank=True)
    plan = models.TextField(max_length=3000, blank=True)
    wished_hours = models.CharField(max_length=120, blank=True)
    age_from = models.PositiveSmallIntegerField(null=True, blank=True)
    age_until = models.PositiveSmallIntegerField(null=True, blank=True)
    idea = models.ForeignKey(Idea, models.SET_NULL, null=True, blank=True, related_name="applications")
    earlier = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="later")
    knows_same = models.BooleanField(default=False)
    stage = models.CharField(
        max_length=9, choices=[(stage.value, words) for stage, words in STAGES.items()], default=Stage.DRAFT
    )
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="network_decisions"
    )
    meeting_on = models.DateField(null=True, blank=True)
    case_number = models.CharField(max_length=40, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    network = models.OneToOneField(Network, models.SET_NULL, null=True, blank=True, related_name="application")

    objects = PersonalManager["Application"]()

    class Meta:
        indexes = [models.Index(fields=["stage", "submitted_at"], name="application_by_age")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="application_has_a_name",
                violation_error_message=_("Skriv hva nettverket skal hete."),
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=["draft", "withdrawn"])
                | models.Q(submitted_at__isnull=False, answer_by__isnull=False),
                name="application_sent_has_a_day",
                violation_error_message=_("En søknad som er sendt, har en dag den ble sendt og en frist for svar."),
            ),
            models.CheckConstraint(
                condition=~models.Q(stage__in=["approved", "declined"])
                | (
                    models.Q(decided_at__isnull=False, meeting_on__isnull=False)
                    & ~models.Q(case_number="")
                    & ~models.Q(reason="")
                ),
                name="application_decision_is_minuted",
                violation_error_message=_("Skriv møtedagen, saksnummeret og begrunnelsen."),
            ),
            models.CheckConstraint(
                condition=models.Q(network__isnull=True) | models.Q(stage="approved"),
                name="application_only_approved_founds",
                violation_error_message=_("Bare en godkjent søknad blir til et nettverk."),
            ),
        ]

    def __str__(self) -> str:
        return f"application {self.pk}"

    @property
    def fingerprint(self) -> str:
        """What a form about the application carries along, to see whether somebody else changed it."""
        return fingerprint(self.updated_at, str(self.stage))


class Candidate(models.Model):
    """Somebody whom an application names for the steering group. Each says yes or no themselves.

    ``called`` and ``address`` are what the applicant wrote to find them, and all that the applicant sees of them until
    they have answered: it tells nothing of whether they are a member. Nor does ``key``, by which the page names them.
    """

    class Answer(models.TextChoices):
        """What the candidate has said."""

        ASKED = "asked", _("Spurt")
        YES = "yes", _("Ja")
        NO = "no", _("Nei")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="candidates")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="network_candidacies")
    called = models.CharField(max_length=120, blank=True)
    address = models.CharField(max_length=254, blank=True)
    is_leader = models.BooleanField(default=False)
    answer = models.CharField(max_length=5, choices=Answer.choices, default=Answer.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalManager["Candidate"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "person"],
                name="candidate_once",
                violation_error_message=_("Denne personen er allerede spurt."),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=models.Q(is_leader=True),
                name="candidate_one_leader",
                violation_error_message=_("Én leder styringsgruppa. Velg hvem."),
            ),
            models.CheckConstraint(
                condition=models.Q(answer="asked") | models.Q(answered_at__isnull=False),
                name="candidate_answer_has_a_time",
                violation_error_message=_("Et svar har et tidspunkt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.answer}"


class UnknownCandidate(models.Model):
    """Somebody whom the applicant named by an address that is no member's. Nothing is sent to it.

    It stands for the applicant like one who has not answered, so that nobody can find out who is a member by asking.
    """

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.CASCADE, related_name="unknown_candidates")
    called = models.CharField(max_length=120)
    address = models.CharField(max_length=254)
    asked_at = models.DateTimeField()

    objects = PersonalManager["UnknownCandidate"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "address"],
                name="unknown_candidate_once",
                violation_error_message=_("Denne personen er allerede spurt."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"


class ApplicationQuestionQuerySet(PersonalQuerySet["ApplicationQuestion"]):
    """Finds what the board has asked."""

    def waiting(self) -> Self:
        """Keep those that wait for an answer: not answered, and not taken back."""
        return self.filter(answer="", taken_back_at__isnull=True)


class ApplicationQuestion(models.Model):
    """Something the board asks the applicant, and the answer. The board may take it back while none has come."""

    application = models.ForeignKey(Application, models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    text = models.TextField(max_length=1000)
    asked_at = models.DateTimeField()
    answer = models.TextField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    taken_back_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="application_question_is_not_empty",
                violation_error_message=_("Skriv hva styret lurer på."),
            ),
            models.CheckConstraint(
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="application_answer_has_a_time",
                violation_error_message=_("Skriv svaret."),
            ),
            models.CheckConstraint(
                condition=models.Q(taken_back_at__isnull=True) | models.Q(answer=""),
                name="application_question_taken_back_unanswered",
                violation_error_message=_("Et spørsmål som er besvart, kan ikke tas tilbake."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} {self.pk}"
