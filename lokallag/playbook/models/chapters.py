"""The run book: chapters in a tree, each with all its versions, and what a unit has noted beside one.

A version is written once and stays as it was: the serving role may add one and take its author's name away (erasure),
nothing else (ADR 0021). What members read is ``Chapter.published``; a later version is the draft.
"""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.stale import fingerprint
from lokallag.organisation.models import Unit

TITLE_MOST, SUMMARY_MOST, WHY_MOST, BODY_MOST, NOTE_MOST = 120, 300, 200, 200_000, 8_000


class Chapter(models.Model):
    """A chapter and where it stands. ``key`` is its address and what activity kinds call it.

    ``edited_at`` is set once the organisation has written in it; from then on our own library leaves it alone.
    """

    key = models.SlugField(max_length=60, unique=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    position = models.PositiveSmallIntegerField(default=0)
    lang = models.CharField(max_length=10, default="nb")
    published = models.ForeignKey("ChapterVersion", models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(null=True, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(key=""),
                name="chapter_has_a_key",
                violation_error_message=_("Kapittelet mangler adresse."),
            ),
            models.CheckConstraint(
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("pk")),
                name="chapter_not_below_itself",
                violation_error_message=_("Et kapittel kan ikke stå under seg selv."),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class ChapterVersion(models.Model):
    """The text of a chapter as it was at one time. ``body`` is canonical HTML (``domain.chapter_html``)."""

    chapter = models.ForeignKey(Chapter, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=TITLE_MOST)
    summary = models.CharField(max_length=SUMMARY_MOST, blank=True)
    body = models.TextField(blank=True)
    sources = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="chapter_versions"
    )
    at = models.DateTimeField()
    why = models.CharField(max_length=WHY_MOST)
    restored_from = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "number"],
                name="chapter_version_number_once",
                violation_error_message=_("Noen andre lagret en utgave samtidig. Lagre en gang til."),
            ),
            models.CheckConstraint(
                condition=models.Q(number__gte=1),
                name="chapter_version_counts_from_one",
                violation_error_message=_("Utgaver telles fra 1."),
            ),
            models.CheckConstraint(
                condition=~models.Q(title=""),
                name="chapter_version_has_a_title",
                violation_error_message=_("Skriv hva kapittelet heter."),
            ),
            models.CheckConstraint(
                condition=~models.Q(why=""),
                name="chapter_version_says_why",
                violation_error_message=_("Skriv hva som er endret."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} ({self.number})"


class ChapterNote(models.Model):
    """What a unit keeps beside a chapter for its own: who has the key, what was promised. One per unit and chapter."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="chapter_notes")
    chapter = models.ForeignKey(Chapter, models.CASCADE, related_name="notes")
    text = models.TextField()
    updated_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="chapter_notes"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "chapter"],
                name="chapter_note_once",
                violation_error_message=_("Enheten har allerede et notat ved kapittelet."),
            ),
            models.CheckConstraint(
                condition=~models.Q(text=""),
                name="chapter_note_says_something",
                violation_error_message=_("Skriv noe i notatet, eller slett det."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id}: {self.chapter_id}"

    @property
    def fingerprint(self) -> str:
        """What a form about it carries along, to see whether somebody else changed it."""
        return fingerprint(self.text)
