"""The tables of the house itself: the two logs and their chain, forms already sent, and the mark of a demo database."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

SALT_LENGTH = 16  # bytes


def fresh_salt() -> bytes:
    """Return random bytes, so that what a row says cannot be guessed from its commitment once it is erased."""
    return secrets.token_bytes(SALT_LENGTH)


class Change(models.Model):
    """One row of the log of changes. The app's role can add and read rows, nothing else.

    The table is cut into months, so its key in the database is moment and number (ADR 0013).
    """

    act = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    target_kind = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)
    salt = models.BinaryField(default=fresh_salt, max_length=SALT_LENGTH)

    class Meta:
        indexes = [
            models.Index(fields=["target_kind", "target_id"], name="change_by_target"),
            models.Index(fields=["actor_id", "at"], name="change_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.target_kind} {self.target_id}"


class SentForm(models.Model):
    """The key of a form that has been carried out, so that the same form sent twice is done once."""

    key = models.CharField(max_length=64, primary_key=True)
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key


class DemoMark(models.Model):
    """The mark that this database was made by ``lokallag demo``. Only the owner's role can write it."""

    marked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"demo {self.marked_at:%Y-%m-%d}"


class Look(models.Model):
    """One row of the log of looks: who saw which persons, when and how. The app's role can add and read rows only.

    The table is cut into months, as that of changes is. An erased person stands as 0 in ``person_ids``.
    """

    act = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=10)
    unit_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    person_ids = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()
    salt = models.BinaryField(default=fresh_salt, max_length=SALT_LENGTH)

    class Meta:
        indexes = [
            GinIndex(fields=["person_ids"], name="look_by_person"),
            models.Index(fields=["actor_id", "at"], name="look_by_actor"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.how} {len(self.person_ids)}"


class ChainLink(models.Model):
    """One link of the chain over both logs: what the row was (as a commitment), and all before it (ADR 0013).

    ``position`` counts from 1 without gaps. The app's role can add and read rows, and nobody removes any.
    """

    position = models.BigIntegerField(primary_key=True)
    log = models.CharField(max_length=6)
    row_id = models.BigIntegerField()
    at = models.DateTimeField()
    commitment = models.BinaryField()
    link = models.BinaryField()
    sealed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["log", "row_id"],
                name="row_is_sealed_once",
                violation_error_message=_("Raden er forseglet fra før."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.position} {self.log} {self.row_id}"
