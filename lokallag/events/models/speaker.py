"""Who can open a talk, and what they were asked. Rows about persons, members or not: read in a scope."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager
from lokallag.core.stale import fingerprint
from lokallag.events.domain.speaking import State
from lokallag.events.models.event import Event

MOST_TOPICS = 12
REQUEST_STATES = {
    State.ASKED: _("Spurt"),
    State.YES: _("Sa ja"),
    State.NO: _("Sa nei"),
    State.WITHDRAWN: _("Trukket tilbake"),
}


class Speaker(models.Model):
    """One who can open a talk: a member or an outsider. How to reach them is kept only while they consent to it.

    ``spoken`` is what they have spoken at beside our own events. ``consented_on`` to ``consent_taken_by`` say when and
    how they agreed that we keep how to reach them, and who asked. ``active_at`` is when somebody last asked them
    or said that they shall stand here: the time of keeping runs from it.
    """

    class How(models.TextChoices):
        """How the speaker agreed."""

        SPOKEN = "spoken", _("Muntlig")
        PHONE = "phone", _("På telefon")
        EMAIL = "email", _("I en e-post")
        LETTER = "letter", _("På papir")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=120)
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="as_speaker"
    )
    presentation = models.TextField(max_length=1000, blank=True)
    spoken = models.TextField(max_length=1000, blank=True)
    language = models.CharField(max_length=2, default="nb")
    email = models.CharField(max_length=254, blank=True)
    phone = models.CharField(max_length=32, blank=True)
    consented_on = models.DateField(null=True, blank=True)
    consent_how = models.CharField(max_length=8, choices=How.choices, blank=True)
    consent_taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    consent_withdrawn_at = models.DateTimeField(null=True, blank=True)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    active_at = models.DateTimeField()

    objects = PersonalManager["Speaker"]()

    class Meta:
        indexes = [models.Index(fields=["active_at"], name="speaker_by_use")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="speaker_has_a_name",
                violation_error_message=_("Skriv hva innlederen heter."),
            ),
            models.CheckConstraint(
                condition=models.Q(email="", phone="")
                | models.Q(consented_on__isnull=False, consent_withdrawn_at__isnull=True),
                name="speaker_contact_needs_consent",
                violation_error_message=_(
                    "E-post og telefon lagres bare når innlederen har sagt ja til det. Skriv når og hvordan."
                ),
            ),
            models.CheckConstraint(
                condition=models.Q(consented_on__isnull=True, consent_how="")
                | (models.Q(consented_on__isnull=False) & ~models.Q(consent_how="")),
                name="speaker_consent_has_a_way",
                violation_error_message=_("Skriv både når og hvordan innlederen sa ja."),
            ),
        ]

    def __str__(self) -> str:
        return f"speaker {self.pk}"

    @property
    def may_be_reached(self) -> bool:
        """Whether the speaker agrees to our keeping how to reach them."""
        return self.consented_on is not None and self.consent_withdrawn_at is None

    @property
    def recipient_key(self) -> str:
        """What the outbox knows the speaker by."""
        return f"events.speaker:{self.key}"

    @property
    def fingerprint(self) -> str:
        """What a form about the speaker carries along, to see whether somebody else changed it."""
        return fingerprint(self.pk, self.updated_at)


class SpeakerTopic(models.Model):
    """One thing that a speaker can talk about."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="topics")
    name = models.CharField(max_length=60)

    objects = PersonalManager["SpeakerTopic"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "speaker",
                Lower("name"),
                name="speaker_topic_once",
                violation_error_message=_("Temaet står der allerede."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="speaker_topic_has_a_name",
                violation_error_message=_("Skriv hva temaet heter."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SpeakerRequest(models.Model):
    """A question to a speaker about one event. A speaker is asked once about an event, and may be asked anew.

    ``key`` and ``link_version`` stand in the link of the mail (``domain.answers``): when the speaker is asked anew, the
    earlier link stops working. ``answered_for`` is when the event was to begin when they answered.
    """

    class Way(models.TextChoices):
        """How the answer came."""

        LINK = "link", _("Svarte selv")
        HOST = "host", _("Ført inn av arrangøren")

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    event = models.ForeignKey(Event, models.CASCADE, related_name="speaker_requests")
    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="requests")
    words = models.TextField(max_length=1500, blank=True)
    state = models.CharField(
        max_length=10, choices=[(state.value, words) for state, words in REQUEST_STATES.items()], default=State.ASKED
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    by_mail = models.BooleanField(default=False)
    reminded_at = models.DateTimeField(null=True, blank=True)
    answer_words = models.TextField(max_length=1500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_for = models.DateTimeField(null=True, blank=True)
    answered_way = models.CharField(max_length=4, choices=Way.choices, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    link_version = models.PositiveSmallIntegerField(default=1)

    objects = PersonalManager["SpeakerRequest"]()

    class Meta:
        indexes = [models.Index(fields=["state", "asked_at"], name="speaker_request_waiting")]
        constraints = [
            models.UniqueConstraint(
                fields=["event", "speaker"],
                name="speaker_asked_once",
                violation_error_message=_("Denne innlederen er allerede spurt til arrangementet."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]),
                name="speaker_request_state_is_known",
                violation_error_message=_("En innleder er spurt, har svart, eller spørsmålet er trukket tilbake."),
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["yes", "no"]) | models.Q(answered_at__isnull=False),
                name="speaker_answer_has_a_time",
                violation_error_message=_("Skriv hva innlederen svarte."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} {self.speaker_id} {self.state}"
