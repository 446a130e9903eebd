"""What officers have entered for members: kept beside the thing itself, so that the member sees who, when and how."""

from typing import Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalQuerySet
from lokallag.membership.domain.behalf import How, Way

HOWS = {How.PHONE: _("På telefon"), How.PAPER: _("På papir"), How.TALK: _("I en samtale")}
WAYS = {Way.EMAIL: _("E-post"), Way.LETTER: _("Brev")}
ZONE = "Europe/Oslo"


class EntryQuerySet(PersonalQuerySet["Entry"]):
    """Finds entries."""

    def waiting_letters(self) -> Self:
        """Keep those whose receipt is a letter that nobody has sent yet."""
        return self.filter(receipt=Way.LETTER, sent_at=None)


class Entry(models.Model):
    """One thing that an officer entered for a member: what, said how and on which day, and how the receipt goes.

    ``what`` names what can be entered (``enterables``). ``details`` holds ids and codes, never what was
    written: that stands where it belongs. ``sent_at`` is when a letter was marked as sent; an e-mail's way is followed
    in the outbox.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="entries")
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="entries_made"
    )
    what = models.CharField(max_length=60)
    how = models.CharField(max_length=10, choices=[(how.value, words) for how, words in HOWS.items()])
    said_on = models.DateField()
    entered_at = models.DateTimeField()
    details = models.JSONField(default=dict)
    receipt = models.CharField(max_length=10, choices=[(way.value, words) for way, words in WAYS.items()])
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")

    objects = EntryQuerySet.as_manager()
    unit_name: str = ""  # of the branch that ``details`` names, filled in by ``queries.entries``

    class Meta:
        indexes = [
            models.Index(fields=["person", "-entered_at"], name="entry_by_person"),
            models.Index(fields=["entered_by", "what", "entered_at"], name="entry_by_officer"),
            models.Index(
                fields=["entered_at"], name="entry_letters", condition=models.Q(receipt=Way.LETTER.value, sent_at=None)
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(entered_by__isnull=True) | ~models.Q(entered_by=models.F("person")),
                name="entry_is_for_another",
                violation_error_message=_("Det som gjelder deg selv, gjør du på Min side."),
            ),
            models.CheckConstraint(
                condition=models.Q(how__in=[how.value for how in How]),
                name="entry_says_how",
                violation_error_message=_("Velg hvordan medlemmet sa det."),
            ),
            models.CheckConstraint(
                condition=models.Q(receipt__in=[way.value for way in Way]),
                name="entry_has_a_receipt",
                violation_error_message=_("En føring har en kvittering, på e-post eller som brev."),
            ),
            models.CheckConstraint(
                condition=models.Q(sent_at__isnull=True)
                | models.Q(receipt=Way.LETTER.value, sent_at__gte=models.F("entered_at")),
                name="entry_letter_is_sent_after",
                violation_error_message=_("Brevet kan ikke være sendt før det ble ført inn."),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    said_on__lte=models.functions.Cast(
                        models.Func(
                            models.Value(ZONE),
                            "entered_at",
                            function="timezone",
                            output_field=models.DateTimeField(),
                        ),
                        models.DateField(),
                    )
                ),
                name="entry_was_said_before",
                violation_error_message=_("Velg i dag eller en tidligere dag."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.what}"
