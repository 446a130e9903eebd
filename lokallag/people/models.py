"""Persons. A person is whoever the organisation must know by name: there is no account beside it."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager, PersonalQuerySet
from lokallag.people.domain import signin
from lokallag.ui.domain.initials import initials


class Gender(models.TextChoices):
    """As the quota rules need it."""

    WOMAN = "k", _("Kvinne")
    MAN = "m", _("Mann")
    OTHER = "annet", _("Annet")
    UNKNOWN = "ukjent", _("Ikke oppgitt")


class Language(models.TextChoices):
    """The languages that screens and messages are written in."""

    BOKMAAL = "nb", _("Bokmål")
    NYNORSK = "nn", _("Nynorsk")
    ENGLISH = "en", _("Engelsk")


class PersonManager(BaseUserManager["Person"]):
    """Finds persons, in a request only within a scope."""

    def get_queryset(self) -> models.QuerySet["Person"]:
        """Return all, to be read in a scope."""
        return PersonalQuerySet(self.model, using=self._db)

    def with_email(self, address: str) -> models.QuerySet["Person"]:
        """Return all who have this e-mail address: none, one, or a couple who share it."""
        return self.filter(email__iexact=address.strip()) if address.strip() else self.none()


class Person(AbstractBaseUser):
    """One person. Two persons may share an e-mail address; no national identity number is kept anywhere."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=420, db_collation="C", editable=False)
    # The name as one types it without accents, made by the database itself (migration 0005) so that nobody forgets it.
    search_key = models.GeneratedField(
        expression=models.Func("given_name", "family_name", function="search_name", output_field=models.TextField()),
        output_field=models.TextField(db_collation="C"),
        db_persist=True,
    )
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    street_address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=4, blank=True)
    gender = models.CharField(max_length=6, choices=Gender.choices, default=Gender.UNKNOWN)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.BOKMAAL)
    language_is_chosen = models.BooleanField(default=False, db_default=False)
    is_protected = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    objects = PersonManager()

    USERNAME_FIELD = "key"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        indexes = [
            models.Index(models.functions.Upper("email"), name="person_by_email"),
            models.Index(fields=["sort_key", "id"], name="person_by_name"),
            models.Index(fields=["postal_code"], name="person_by_postal_code"),
            GinIndex(OpClass("search_key", name="gin_trgm_ops"), name="person_by_search_key"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(postal_code="") | models.Q(postal_code__regex=r"^[0-9]{4}$"),
                name="person_postal_code_has_four_digits",
                violation_error_message=_("Et postnummer har fire sifre, for eksempel 1344."),
            ),
            models.CheckConstraint(
                condition=models.Q(birth_year__isnull=True) | models.Q(birth_year__range=(1900, 2100)),
                name="person_birth_year_is_possible",
                violation_error_message=_("Fødselsåret skrives med fire sifre, for eksempel 1984."),
            ),
            models.CheckConstraint(
                condition=~models.Q(given_name="") & ~models.Q(family_name=""),
                name="person_has_a_name",
                violation_error_message=_("Skriv både fornavn og etternavn."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name as one says it."""
        return f"{self.given_name} {self.family_name}"

    @property
    def initials(self) -> str:
        """The first letters of the name."""
        return initials(self.name)


class SignInRequest(models.Model):
    """Somebody asked for a code to an address. The row is there for any address, a member's or not (ADR 0005).

    ``browser_hash`` is the SHA-256 of the secret that only the asking browser has; ``network_hash`` tells askers
    apart without keeping their network address. ``language`` is the one that was chosen in that browser, empty where
    none was. The code itself is nowhere: it follows from the id. ``proved_at`` is
    when the code was given back, ``used_at`` when somebody came in by it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = models.CharField(max_length=254)
    browser_hash = models.CharField(max_length=64)
    network_hash = models.CharField(max_length=64)
    next_path = models.CharField(max_length=500, blank=True)
    language = models.CharField(max_length=2, choices=Language.choices, blank=True)
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["address", "asked_at"], name="sign_in_by_address"),
            models.Index(fields=["network_hash", "asked_at"], name="sign_in_by_network"),
            models.Index(fields=["asked_at"], name="sign_in_by_age"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempts__lte=signin.MOST_TRIES),
                name="sign_in_has_few_tries",
                violation_error_message=_("Koden er prøvd for mange ganger. Be om en ny."),
            ),
            models.CheckConstraint(
                condition=models.Q(used_at__isnull=True) | models.Q(proved_at__isnull=False),
                name="sign_in_is_proved_before_use",
                violation_error_message=_("Skriv koden fra e-posten først."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def facts(self) -> signin.Asked:
        """What the rules of the code look at."""
        return signin.Asked(self.asked_at, self.attempts, self.proved_at is not None)


class DemoRole(models.TextChoices):
    """Whom one can sign in as by one press in the demo."""

    BOARD_LEADER = "board_leader", _("Styreleder")
    SECRETARY = "secretary", _("Sekretær")
    BRANCH_LEADER = "branch_leader", _("Avdelingsleder")
    MEMBER = "member", _("Medlem")


class DemoPerson(models.Model):
    """Which person stands behind a button of the demo. What protects the button is the mark of a demo database."""

    role = models.CharField(max_length=20, choices=DemoRole.choices)
    person = models.ForeignKey(Person, models.CASCADE, related_name="demo_roles")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["role"],
                name="demo_person_once_per_role",
                violation_error_message=_("Rollen har allerede en person i demonstrasjonen."),
            )
        ]

    def __str__(self) -> str:
        return self.role


class SignIn(AbstractBaseSession):
    """One browser's session; a sign-in as soon as somebody has come in by it. Ending it is deleting the row."""

    person = models.ForeignKey(Person, models.CASCADE, null=True, blank=True, related_name="sign_ins")
    device = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "seen_at"], name="session_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=True)
                | models.Q(started_at__isnull=False, seen_at__isnull=False, seen_at__gte=models.F("started_at")),
                name="session_of_somebody_has_a_time",
                violation_error_message=_("En innlogging har et tidspunkt."),
            )
        ]

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        """Return the store that keeps these."""
        from lokallag.people.sessions import SessionStore

        return SessionStore


class AppSecret(models.Model):
    """The secret that a person's app makes codes from, sealed under the server's secret. At most one per person.

    ``last_step`` is the time step of the last code used: neither it nor an earlier one is taken again.
    """

    person = models.OneToOneField(Person, models.CASCADE, related_name="app_secret")
    sealed = models.TextField()
    last_step = models.BigIntegerField(default=-1)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class Passkey(models.Model):
    """A key in a person's phone, computer or stick; we hold its public half. ``name`` is the person's own word."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    credential_id = models.BinaryField(max_length=1023)
    credential = models.BinaryField()
    sign_count = models.BigIntegerField(default=0)
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credential_id"],
                name="passkey_once",
                violation_error_message=_("Denne passnøkkelen er allerede lagt til."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class PaperCode(models.Model):
    """A code on paper, for one use: recovery codes beside another factor, or a sheet for who has no smartphone."""

    class Kind(models.TextChoices):
        """What the code is for."""

        RECOVERY = "recovery", _("Reservekode")
        PRINTED = "printed", _("Utskrevet kode")

    person = models.ForeignKey(Person, models.CASCADE, related_name="paper_codes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code_hash"],
                name="paper_code_once",
                violation_error_message=_("Koden finnes allerede."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FactorTries(models.Model):
    """Wrong second factors that a person's sign-in was tried with. The row is also what tries wait in line at."""

    person = models.OneToOneField(Person, models.CASCADE, related_name="factor_tries")
    failed = models.PositiveSmallIntegerField(default=0)
    since = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return str(self.pk)


class KnownDevice(models.Model):
    """A browser that a person has signed in from, known by the hash of a cookie. Others bring a notice."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="known_devices")
    mark_hash = models.CharField(max_length=64)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "mark_hash"],
                name="known_device_once",
                violation_error_message=_("Enheten er allerede kjent."),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EmailChange(models.Model):
    """A person asked for another e-mail address; the code that proves it follows from the id, as at sign-in.

    ``replaced`` is the address it took the place of, once it has: for a day, it too is told what happens.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="email_changes")
    address = models.EmailField()
    replaced = models.EmailField(blank=True)
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["person", "asked_at"], name="email_change_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(attempts__lte=signin.MOST_TRIES),
                name="email_change_has_few_tries",
                violation_error_message=_("Koden er prøvd for mange ganger. Be om en ny."),
            )
        ]

    def __str__(self) -> str:
        return str(self.id)

    @property
    def facts(self) -> signin.Asked:
        """What the rules of the code look at."""
        return signin.Asked(self.asked_at, self.attempts, self.used_at is not None)


class Consent(models.Model):
    """Leave that a person gave to one use of their data: which text, when, by what channel; and when taken back.

    ``entered_by`` is the officer who wrote it down after a call, a paper or a talk; empty where the person pressed.
    """

    class Channel(models.TextChoices):
        """How the person said it."""

        SELF = "self", _("På siden")
        PHONE = "phone", _("På telefon")
        PAPER = "paper", _("På papir")
        TALK = "talk", _("I en samtale")

    person = models.ForeignKey(Person, models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=60)
    text_version = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, choices=Channel.choices, default=Channel.SELF)
    entered_by = models.ForeignKey(Person, models.SET_NULL, null=True, blank=True, related_name="consents_entered")
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = PersonalManager["Consent"]()

    class Meta:
        indexes = [models.Index(fields=["person", "purpose"], name="consent_by_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
                name="consent_once_per_purpose",
                violation_error_message=_("Samtykket er allerede gitt."),
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("given_at")),
                name="consent_withdrawn_after_given",
                violation_error_message=_("Et samtykke kan ikke trekkes før det er gitt."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.purpose}"
