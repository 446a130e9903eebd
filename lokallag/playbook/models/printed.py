"""The whole run book as paper, made before anybody asks for it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PrintedBook(models.Model):
    """The run book as a PDF in one language, without anybody's notes, kept until something in it changes.

    A copy that can be thrown away at any time: what it holds follows from other tables. ``mark`` tells from what it was
    made (``queries.kept_book``).
    """

    language = models.CharField(max_length=5)
    mark = models.CharField(max_length=64)
    pdf = models.BinaryField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["language"],
                name="printed_book_once_in_a_language",
                violation_error_message=_("Dreieboka ligger allerede klar på dette språket."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.language} {self.made_at:%Y-%m-%d}"
