"""The secret address of a person's own calendar, and the count of all changes that a calendar must be told of."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager


class FeedToken(models.Model):
    """A secret address at which somebody's calendar reads. Only its hash is kept; it is shown once.

    It is over when somebody ends it (then the row is gone) and answers nobody who is neither member nor officer.
    """

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="feed_token")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalManager["FeedToken"]()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key_hash__regex=r"^[0-9a-f]{64}$"),
                name="feed_key_is_a_hash",
                violation_error_message=_("Adressen lagres aldri selv. Lag en ny."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class FeedMark(models.Model):
    """One row whose number grows with each change of events, hosts or names of units: the database itself counts.

    Calendars ask again and again; by this number they are told in one query that nothing is new.
    """

    number = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(pk=1),
                name="feed_mark_is_one_row",
                violation_error_message=_("Det finnes bare ett slikt tall."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)
