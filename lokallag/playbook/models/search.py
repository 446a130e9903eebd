"""What search looks in: a row for each text, made anew when it is published, and the words that are in use."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.playbook.domain.stems import LONGEST
from lokallag.playbook.models.chapters import Chapter
from lokallag.playbook.models.year import ActivityKind


class SearchEntry(models.Model):
    """One text that can be found: a chapter as readers see it, the draft of one, or an activity kind.

    ``key`` names it (``chapter:12``, ``draft:12``, ``kind:7``). ``vector`` holds its stems (``domain.stems``),
    ``head`` those of its title, summary and headings alone, which is short and so quick to rank by. ``words`` are the
    words as written, ``passages`` the text as it is shown: lists of anchor, heading and text.
    """

    key = models.CharField(max_length=30, unique=True)
    chapter = models.ForeignKey(Chapter, models.CASCADE, null=True, blank=True, related_name="search_entries")
    kind = models.ForeignKey(ActivityKind, models.CASCADE, null=True, blank=True, related_name="search_entries")
    is_draft = models.BooleanField(default=False)
    title = models.CharField(max_length=200)
    lead = models.TextField(blank=True)
    lang = models.CharField(max_length=10, default="nb")
    passages = models.JSONField(default=list)
    words = ArrayField(models.TextField(), default=list)
    head = SearchVectorField()
    vector = SearchVectorField()

    class Meta:
        indexes = [GinIndex(fields=["vector"], name="search_entry_by_vector")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(chapter__isnull=False) ^ models.Q(kind__isnull=False),
                name="search_entry_of_one_text",
                violation_error_message=_("Et søketreff hører til ett kapittel eller én aktivitet."),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class SearchWord(models.Model):
    """A word that readers can find, in small letters, and in how many texts it is: what a slip is held against."""

    word = models.CharField(max_length=LONGEST, primary_key=True)
    uses = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_by_trigram")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(uses__gte=1),
                name="search_word_is_in_use",
                violation_error_message=_("Et ord som ikke er i bruk, skal ikke stå i ordlista."),
            ),
        ]

    def __str__(self) -> str:
        return self.word
