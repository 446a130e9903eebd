"""Persons. A person is whoever the organisation must know by name: there is no account beside it."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.translation import gettext_lazy as _

from lokallag.people.domain import names


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
    """Finds persons."""

    def with_email(self, address: str) -> models.QuerySet["Person"]:
        """Return all who have this e-mail address: none, one, or a couple who share it."""
        return self.filter(email__iexact=address.strip()) if address.strip() else self.none()


class Person(AbstractBaseUser):
    """One person. Two persons may share an e-mail address; no national identity number is kept anywhere."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    sort_key = models.CharField(max_length=420, db_collation="C", editable=False)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True, blank=True)
    street_address = models.CharField(max_length=200, blank=True)
    postal_code = models.CharField(max_length=4, blank=True)
    gender = models.CharField(max_length=6, choices=Gender.choices, default=Gender.UNKNOWN)
    language = models.CharField(max_length=2, choices=Language.choices, default=Language.BOKMAAL)
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
        return names.initials(self.name)
