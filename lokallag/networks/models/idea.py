"""An idea for a network, and those who would be with it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager
from lokallag.core.stale import fingerprint
from lokallag.networks.domain.ideas import IdeaState

IDEA_STATES = {
    IdeaState.KEPT: _("Bare for deg"),
    IdeaState.PUBLISHED: _("Ser etter flere"),
    IdeaState.CLOSED: _("Avsluttet"),
}


class Idea(models.Model):
    """A member's idea in three lines. Members read it once it is published; the contact is one on the board."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="network_ideas")
    topic = models.CharField(max_length=80)
    text = models.TextField(max_length=400)
    state = models.CharField(
        max_length=9, choices=[(state.value, words) for state, words in IDEA_STATES.items()], default=IdeaState.KEPT
    )
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="ideas_brought_to"
    )
    contacted_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalManager["Idea"]()

    class Meta:
        indexes = [models.Index(fields=["state", "published_at"], name="idea_by_state")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(topic=""),
                name="idea_has_a_topic",
                violation_error_message=_("Skriv hva ideen handler om, for eksempel «Skole»."),
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="idea_has_a_text",
                violation_error_message=_("Skriv ideen din. Tre linjer er nok."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state="published") | models.Q(published_at__isnull=False),
                name="idea_published_has_a_time",
                violation_error_message=_("En idé som er lagt ut, har et tidspunkt den ble lagt ut."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="closed", closed_at__isnull=False)
                | (~models.Q(state="closed") & models.Q(closed_at__isnull=True)),
                name="idea_closed_has_a_time",
                violation_error_message=_("En idé som er avsluttet, har et tidspunkt den ble avsluttet."),
            ),
        ]

    def __str__(self) -> str:
        return f"idea {self.pk}"

    @property
    def fingerprint(self) -> str:
        """What a form about the idea carries along, to see whether it was changed elsewhere."""
        return fingerprint(self.topic, self.text, str(self.state))


class Companion(models.Model):
    """A member who would be with an idea. Until they say yes to it, their name is seen by nobody: they are counted."""

    idea = models.ForeignKey(Idea, models.CASCADE, related_name="companions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="companionships")
    shows_name = models.BooleanField(default=False)
    since = models.DateTimeField()

    objects = PersonalManager["Companion"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["idea", "person"],
                name="companion_once",
                violation_error_message=_("Du er allerede med på denne ideen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.idea_id} {self.person_id}"
