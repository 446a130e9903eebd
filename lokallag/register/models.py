"""Imports of the national member register: the file, its rows while they wait, what they changed, what is to settle."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager
from lokallag.membership.models import Membership
from lokallag.register.domain.lifecycle import State

STATES = {
    State.MAPPING: _("Venter på at kolonnene blir pekt ut"),
    State.READING: _("Leses"),
    State.READY: _("Klar til å se over"),
    State.WAITING: _("Venter på en til i styret"),
    State.APPLYING: _("Føres inn"),
    State.APPLIED: _("Ført inn"),
    State.REFUSED: _("Kunne ikke leses"),
    State.DROPPED: _("Lagt bort"),
}


class LeftNumber(models.Model):
    """Somebody who left here and may still stand in the register's file: a keyed hash of the number, nothing else."""

    number_hash = models.CharField(max_length=64, unique=True)
    left_on = models.DateField()

    def __str__(self) -> str:
        return self.number_hash[:8]


class ColumnMapping(models.Model):
    """Which column of the register's file holds what, under a name, so that it is told once."""

    name = models.CharField(max_length=60)
    columns = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="column_mapping_name_once",
                violation_error_message=_("Det finnes allerede et kolonneoppsett med dette navnet."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class RegisterImportManager(PersonalManager["RegisterImport"]):
    """Finds imports without the ids of those they touched: of a whole register they are read only where asked for."""

    def get_queryset(self) -> models.QuerySet["RegisterImport"]:
        """Return all, to be read in a scope."""
        return super().get_queryset().defer("added", "changed", "ended")


class RegisterImport(models.Model):
    """One file from the register, from sent to carried out. The record stays; the file and its rows do not.

    ``columns`` is each column of the file with masked samples, ``mapping`` field → header. ``counts`` is what the
    file would change, or did. ``added``, ``changed`` and ``ended`` are ids of persons, so that one can answer what an
    import did to somebody. ``asked_by`` is who asked that it be carried out. ``moved_at`` is when it last got any
    further: one that stands still can be set going again.
    """

    key = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    state = models.CharField(max_length=10, choices=[(state.value, words) for state, words in STATES.items()])
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    columns = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)
    rows_read = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)
    end_reason = models.CharField(max_length=10, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="register_imports"
    )
    sent_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    added = ArrayField(models.BigIntegerField(), default=list)
    changed = ArrayField(models.BigIntegerField(), default=list)
    ended = ArrayField(models.BigIntegerField(), default=list)

    objects = RegisterImportManager()

    class Meta:
        indexes = [models.Index(fields=["-sent_at"], name="register_import_newest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state="applied", applied_at__isnull=False)
                | (~models.Q(state="applied") & models.Q(applied_at__isnull=True)),
                name="register_import_applied_has_a_time",
                violation_error_message=_("Filen er allerede ført inn."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.state}"


class ImportFile(models.Model):
    """The file itself while its columns are told: sealed, and bound to the browser that sent it.

    While a second officer is waited for, it is a sealed copy of the rows instead, so that they stand a crash.
    """

    of = models.OneToOneField(RegisterImport, models.CASCADE, related_name="file")
    sealed = models.BinaryField()
    browser_hash = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return str(self.of_id)


class ImportRow(models.Model):
    """One row of a file that waits. Null says nothing: the column is not there, or the cell is empty.

    The table is not logged by PostgreSQL (no copy of it in archives of the database's journal), so a crash of the
    server empties it; the import then asks for the file again. ``verdict`` is what the row would do, ``hints`` what to
    look at, ``differs`` the fields that the row would change, ``kept`` the fields in which an own change wins.
    ``answer`` is what an officer says about the row.
    """

    of = models.ForeignKey(RegisterImport, models.CASCADE, related_name="rows", db_index=False)
    row = models.PositiveIntegerField()
    key = models.UUIDField()
    number = models.CharField(max_length=20, null=True)
    given_name = models.CharField(max_length=100, null=True)
    family_name = models.CharField(max_length=100, null=True)
    sort_key = models.CharField(max_length=420, null=True, db_collation="C")
    email = models.CharField(max_length=254, null=True)
    phone = models.CharField(max_length=30, null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    gender = models.CharField(max_length=6, null=True)
    street_address = models.CharField(max_length=200, null=True)
    postal_code = models.CharField(max_length=4, null=True)
    joined_on = models.DateField(null=True)
    branch = models.CharField(max_length=120, null=True)
    is_protected = models.BooleanField(null=True)
    paid_years = ArrayField(models.SmallIntegerField(), null=True)
    unpaid_years = ArrayField(models.SmallIntegerField(), null=True)
    paid_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    fault = models.CharField(max_length=20, default="")
    fault_value = models.CharField(max_length=400, default="")
    verdict = models.CharField(max_length=10, default="")
    hints = ArrayField(models.CharField(max_length=12), default=list)
    differs = ArrayField(models.CharField(max_length=16), default=list)
    kept = ArrayField(models.CharField(max_length=16), default=list)
    unit_id = models.BigIntegerField(null=True)
    person_id = models.BigIntegerField(null=True)
    membership_id = models.BigIntegerField(null=True)
    like_person_id = models.BigIntegerField(null=True)
    answer = models.CharField(max_length=10, default="")

    objects = PersonalManager["ImportRow"]()

    class Meta:
        indexes = [models.Index(fields=["of", "row"], name="import_row_by_row")]

    def __str__(self) -> str:
        return f"{self.of_id} {self.row}"


class ImportEnd(models.Model):
    """A member who is no longer in the file that waits, with what an officer says is why (empty: as for all).

    ``is_proposed`` marks the list that a second officer is asked to confirm: nobody else may go by it.
    """

    of = models.ForeignKey(RegisterImport, models.CASCADE, related_name="ends")
    membership = models.ForeignKey(Membership, models.CASCADE, related_name="+")
    reason = models.CharField(max_length=10, blank=True)
    is_proposed = models.BooleanField(default=False, db_default=False)

    objects = PersonalManager["ImportEnd"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["of", "membership"],
                name="import_end_once",
                violation_error_message=_("Medlemmet står allerede blant dem som ikke er i filen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.of_id} {self.membership_id}"


class LastSaid(models.Model):
    """What the register said of a member's contact details last, as hashes: so an own change is told from its."""

    membership = models.OneToOneField(Membership, models.CASCADE, primary_key=True, related_name="last_said")
    email = models.BigIntegerField(null=True)
    phone = models.BigIntegerField(null=True)
    street_address = models.BigIntegerField(null=True)
    postal_code = models.BigIntegerField(null=True)

    objects = PersonalManager["LastSaid"]()

    def __str__(self) -> str:
        return str(self.membership_id)


class Difference(models.Model):
    """Something the register has otherwise than we, and where ours counts: to be sent to the register."""

    class About(models.TextChoices):
        """What differs."""

        BRANCH = "branch", _("Avdeling")
        EMAIL = "email", _("E-post")
        PHONE = "phone", _("Telefon")
        STREET = "street_address", _("Gateadresse")
        POSTAL_CODE = "postal_code", _("Postnummer")

    membership = models.ForeignKey(Membership, models.CASCADE, related_name="differences")
    about = models.CharField(max_length=16, choices=About.choices)
    theirs = models.CharField(max_length=254, blank=True)
    found_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalManager["Difference"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "about"],
                name="difference_once_per_field",
                violation_error_message=_("Avviket står allerede på listen."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.membership_id} {self.about}"
