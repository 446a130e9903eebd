"""Tips from reports: what those who did it would tell those who do it next. They wait for the run book's editor."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint
from lokallag.organisation.models import Unit
from lokallag.playbook.domain.tip_lifecycle import State
from lokallag.playbook.models.year import ActivityKind

TIP_STATES = {
    State.WAITING: _("Venter"),
    State.TAKEN_IN: _("Tatt inn"),
    State.SET_ASIDE: _("Lagt til side"),
}


class Tip(models.Model):
    """One tip: about which kind and chapter, from which unit and report, and what became of it.

    ``source_key`` says which report it comes from; only one from each waits. ``version`` is the version of the chapter
    that took it in, where the editor names it.
    """

    text = models.TextField()
    kind = models.ForeignKey(ActivityKind, models.SET_NULL, null=True, blank=True, related_name="tips")
    chapter = models.CharField(max_length=60, blank=True)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="tips")
    source_label = models.CharField(max_length=200)
    source_url = models.CharField(max_length=200, blank=True)
    source_key = models.CharField(max_length=100)
    state = models.CharField(
        max_length=10,
        choices=[(state.value, label) for state, label in TIP_STATES.items()],
        default=State.WAITING.value,
    )
    answer = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(null=True, blank=True)
    left_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    left_at = models.DateTimeField()
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "left_at"], name="tip_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="tip_has_a_text",
                violation_error_message=_("Skriv tipset."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting") | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
                name="tip_answered_has_a_word",
                violation_error_message=_("Skriv et ord til den som ga tipset."),
            ),
            models.UniqueConstraint(
                fields=["source_key"],
                condition=models.Q(state="waiting"),
                name="tip_waits_once_per_report",
                violation_error_message=_("Et nyere tips fra den samme rapporten venter allerede."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_key} {self.state}"

    @property
    def fingerprint(self) -> str:
        """What a form about it carries along, to see whether somebody else changed it."""
        return fingerprint(self.text, State(self.state), self.answer, self.answered_at)


def tip_key(activity_pk: int) -> str:
    """Return by which key the tip in an activity's report is known."""
    return f"playbook.activity:{activity_pk}"
