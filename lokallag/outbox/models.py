"""A message, and a row for each address it goes to. Who an address belongs to is not known here."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.outbox.domain.delivery import State


class Message(models.Model):
    """One message, written once. ``key`` says what it is about, so that no act writes it twice.

    ``is_fleeting`` says that it is forgotten as soon as it is handed over, ``is_statutory`` that the statutes ask for
    it. ``purpose`` is the name under which it is asked who may get it. ``action_label`` and ``action_url`` are the one
    thing that it asks for, if any.
    """

    key = models.CharField(max_length=200)
    subject = models.CharField(max_length=200)
    text = models.TextField()
    purpose = models.CharField(max_length=80)
    language = models.CharField(max_length=2, default="nb")
    sender_name = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField()
    good_until = models.DateTimeField(null=True, blank=True)
    is_fleeting = models.BooleanField(default=False)
    is_statutory = models.BooleanField(default=False, db_default=False)
    action_label = models.CharField(max_length=80, blank=True, default="", db_default="")
    action_url = models.CharField(max_length=300, blank=True, default="", db_default="")

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="message_by_age")]
        constraints = [
            models.UniqueConstraint(
                fields=["key"],
                name="message_once_per_key",
                violation_error_message=_("Denne meldingen er allerede sendt."),
            )
        ]

    def __str__(self) -> str:
        return self.key


class Recipient(models.Model):
    """One address that a message goes to, and what became of it.

    ``recipient_key`` is the sender's own name for whoever it is (opaque here); ``due_at`` is when it may be tried;
    ``link`` is where the message's action leads for this one, if elsewhere than for the others.
    """

    message = models.ForeignKey(Message, models.CASCADE, related_name="recipients")
    recipient_key = models.CharField(max_length=100)
    address = models.CharField(max_length=254)
    link = models.CharField(max_length=300, blank=True, default="", db_default="")
    state = models.CharField(max_length=10, default=State.QUEUED.value)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                name="recipient_waiting",
                condition=models.Q(state__in=["queued", "claimed"]),
            ),
            models.Index(fields=["id"], name="recipient_uncertain", condition=models.Q(state="uncertain")),
            models.Index(models.functions.Upper("address"), name="recipient_by_address"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["message", "recipient_key"],
                name="recipient_once_per_message",
                violation_error_message=_("Mottakeren står allerede på denne meldingen."),
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]),
                name="recipient_state_is_known",
                violation_error_message=_("Meldingen må være i kø, under sending, sendt, usikker eller mislykket."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False) | ~models.Q(state="sent"),
                name="recipient_sent_has_a_time",
                violation_error_message=_("En sendt melding må ha et tidspunkt."),
            ),
            models.CheckConstraint(
                condition=models.Q(state="claimed", claimed_at__isnull=False) | ~models.Q(state="claimed"),
                name="recipient_claimed_has_a_time",
                violation_error_message=_("En melding under sending må ha et tidspunkt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id}: {self.recipient_key} {self.state}"


class DeadAddress(models.Model):
    """An address that a mail server says does not exist. Kept until the address proves itself or nobody has it."""

    address = models.CharField(max_length=254)
    found_at = models.DateTimeField()
    said = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address"],
                name="dead_address_once",
                violation_error_message=_("Adressen står allerede som en som ikke virker."),
            ),
            models.CheckConstraint(
                condition=models.Q(address=models.functions.Lower("address")) & ~models.Q(address=""),
                name="dead_address_in_small_letters",
                violation_error_message=_("Adressen skrives med små bokstaver."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
