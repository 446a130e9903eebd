"""What two persons must want: what is proposed, who decided it, and when it is too late."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Approval(models.Model):
    """Something that two persons must want: one proposes, another approves, neither for their own gain.

    ``kind`` names what is done when it is approved (``services.approvals``), ``payload`` holds ids, codes and dates
    that it needs. ``beneficiary`` is who gains by it, if anybody; ``also_for`` are the ids of the others who do, where
    a whole board changes. ``answer`` is why it was declined.
    """

    class State(models.TextChoices):
        """Where it stands. What waits past ``expires_at`` counts as expired (``domain.approvals``)."""

        WAITING = "waiting", _("Venter på godkjenning")
        APPROVED = "approved", _("Godkjent")
        DECLINED = "declined", _("Avslått")
        WITHDRAWN = "withdrawn", _("Trukket")
        EXPIRED = "expired", _("Utløpt")

    kind = models.CharField(max_length=80)
    payload = models.JSONField(default=dict)
    unit = models.ForeignKey("organisation.Unit", models.PROTECT, null=True, blank=True, related_name="approvals")
    proposer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="approvals_proposed"
    )
    beneficiary = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="approvals_for"
    )
    also_for = ArrayField(models.BigIntegerField(), default=list, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    reason = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="approvals_decided"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "expires_at"], name="approval_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | (
                    (models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("proposer")))
                    & (models.Q(decided_by__isnull=True) | ~models.Q(decided_by=models.F("beneficiary")))
                ),
                name="approval_by_another",
                violation_error_message=_("Den som foreslår, og den som får noe ut av det, kan ikke godkjenne selv."),
            ),
            models.CheckConstraint(
                condition=models.Q(beneficiary__isnull=True) | ~models.Q(beneficiary=models.F("proposer")),
                name="approval_not_for_oneself",
                violation_error_message=_("Du kan ikke foreslå dette for deg selv. Be en annen i styret om det."),
            ),
            models.CheckConstraint(
                condition=~models.Q(also_for__contains=[models.F("proposer_id")]),
                name="approval_not_for_oneself_among_others",
                violation_error_message=_("Du kan ikke foreslå dette for deg selv. Be en annen i styret om det."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(also_for__contains=[models.F("decided_by_id")]),
                name="approval_by_one_who_gains_nothing",
                violation_error_message=_("Den som foreslår, og den som får noe ut av det, kan ikke godkjenne selv."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", decided_at__isnull=True)
                | (~models.Q(state="waiting") & models.Q(decided_at__isnull=False)),
                name="approval_decided_has_a_time",
                violation_error_message=_("Forslaget er allerede avgjort. Se det på nytt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def gains(self) -> frozenset[int]:
        """The ids of all who gain by it, and so cannot approve it."""
        one = () if self.beneficiary_id is None else (self.beneficiary_id,)
        return frozenset((*one, *self.also_for))
