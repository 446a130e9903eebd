"""The tables of the house itself: the log of changes, forms already sent, and the mark of a demo database."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models


class Change(models.Model):
    """One row of the log of changes. The app's role can add and read rows, nothing else."""

    act = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    target_kind = models.CharField(max_length=80, blank=True)
    target_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["target_kind", "target_id"], name="change_by_target")]

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
    """One row of the log of looks: who saw which persons, when and how. The app's role can add and read rows only."""

    act = models.CharField(max_length=80)
    actor_id = models.BigIntegerField(null=True)
    how = models.CharField(max_length=10)
    unit_id = models.BigIntegerField(null=True)
    purpose = models.CharField(max_length=200, blank=True)
    person_ids = ArrayField(models.BigIntegerField())
    at = models.DateTimeField()

    class Meta:
        indexes = [GinIndex(fields=["person_ids"], name="look_by_person")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.act} {self.how} {len(self.person_ids)}"
