"""The survey to those who are in the networks: nothing links who answered to what was answered (ADR 0025)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager
from lokallag.networks.models.evaluation import Evaluation
from lokallag.networks.models.network import Network


class Survey(models.Model):
    """The questions that the board asks once before a meeting. ``questions`` are keys of the ready list."""

    evaluation = models.OneToOneField(Evaluation, models.CASCADE, related_name="survey")
    questions = ArrayField(models.CharField(max_length=20))
    opened_at = models.DateTimeField()
    closes_on = models.DateField()
    closed_at = models.DateTimeField(null=True, blank=True)
    written_to = models.PositiveIntegerField(default=0)
    to_be_called = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(questions=[]),
                name="survey_asks_something",
                violation_error_message=_("Velg minst ett spørsmål."),
            )
        ]

    def __str__(self) -> str:
        return f"survey {self.evaluation_id}"


class SurveyBox(models.Model):
    """The answers of one network: one row, whatever comes in, without names, ids or times.

    While the survey is open, ``marks`` are keyed digests of those who have answered, sorted, and ``sealed`` holds the
    answers, sealed with a key that is in no table and sealed anew with each answer. When it is closed, ``answers`` are
    the sorted lists, ``answered`` how many they are of, and marks and seal are gone.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="boxes")
    network = models.ForeignKey(Network, models.CASCADE, related_name="survey_boxes")
    marks = ArrayField(models.CharField(max_length=32), default=list, blank=True)
    sealed = models.BinaryField(default=bytes, blank=True)
    answers = models.JSONField(null=True, blank=True)
    answered = models.PositiveIntegerField(null=True, blank=True)

    objects = PersonalManager["SurveyBox"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "network"],
                name="survey_box_once",
                violation_error_message=_("Nettverket er allerede med i undersøkelsen."),
            ),
            models.CheckConstraint(
                condition=models.Q(answers__isnull=True, answered__isnull=True)
                | models.Q(answers__isnull=False, answered__isnull=False, marks=[], sealed=b""),
                name="survey_box_closed_has_no_marks",
                violation_error_message=_("Når undersøkelsen er avsluttet, er det slettet hvem som har svart."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.network_id}"
