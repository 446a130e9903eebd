"""Writes about units, their names, and what the installation is."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.words import in_words
from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh
from lokallag.organisation.models import BoardContact, Kind, Office, Profile, Term, Unit, UnitName
from lokallag.organisation.services.offices import first_offices
from lokallag.people.domain.names import clean_name
from lokallag.people.models import Person

_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})
# Parts of addresses that are pages of their own: the organisation's first, then those beside a network's.
_PAGES = frozenset({"ny", "regler", "profil", "verv", "evaluering", "ideer", "soknad", "styret"})
ONE_DAY = timedelta(days=1)


def _free_slug(name: str) -> str:
    """Return a part of an address made from a name, that neither a unit nor a page has."""
    base = slugify(name.translate(_NORWEGIAN).replace("–", "-"))[:70] or "enhet"
    taken = _PAGES.union(Unit.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _clean_name(name: str) -> str:
    name = clean_name(name)
    if not name:
        raise RuleViolation(_("Skriv navnet på enheten."), field="name")
    if len(name) > 120:
        raise RuleViolation(_("Navnet er for langt. Bruk høyst 120 tegn."), field="name")
    return name


def _must_be_open(unit: Unit) -> None:
    if unit.closed_on is not None:
        raise RuleViolation(
            _("Enheten er lagt ned fra %(day)s, og kan ikke endres.") % {"day": in_words(unit.closed_on)}
        )


@transaction.atomic
def create_unit(
    *,
    kind: Kind,
    name: str,
    parent: Unit | None,
    opened_on: date,
    decision: str,
    by: Person | None,
    at: datetime,
) -> Unit:
    """Create a unit with its first name, and the offices that a unit of its kind begins with.

    The municipal party takes the branches that were there before it under it.

    :param decision: the decision that the unit and its name rest on
    :raises RuleViolation: the name is empty or in use, or the municipal party exists already
    """
    name = _clean_name(name)
    with speaking({"unit_name_used_once": "name", "unit_one_municipal_party": "kind"}):
        unit = Unit.objects.create(
            kind=kind,
            parent=parent,
            slug=_free_slug(name),
            opened_on=opened_on,
            has_proposal_right=kind != Kind.NETWORK,
        )
        UnitName.objects.create(unit=unit, name=name, valid_from=opened_on, decision=decision.strip())
        Office.objects.bulk_create(
            Office(unit=unit, title=title, seats=seats) for title, seats in first_offices(kind).items()
        )
        if kind == Kind.MUNICIPAL:
            Unit.objects.filter(kind=Kind.BRANCH, parent=None).update(parent=unit)
    unit.name = name
    audit.record("organisation.manage_units", actor=by, target=unit, at=at, details={"kind": kind})
    scope.forget()
    return unit


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, valid_from: date, decision: str, by: Person | None, at: datetime) -> UnitName:
    """Give a unit a new name from a day on. The name it has until then is kept in the history.

    A new name from the very day the present one began replaces nothing: choose a later day.

    :raises RuleViolation: the name is empty or in use, no decision is given, a later name is already decided, or the
        unit is closed
    """
    if not decision.strip():
        raise RuleViolation(
            _("Skriv hvilket vedtak navnet bygger på, for eksempel «Årsmøtet 2026, sak 7»."), field="decision"
        )
    name = _clean_name(name)
    _must_be_open(Unit.objects.select_for_update().get(pk=unit.pk))
    present = unit.names.filter(valid_until__isnull=True).first()
    if present is not None:
        if present.valid_from >= valid_from:
            raise RuleViolation(
                _("Enheten har et navn som gjelder fra %(day)s. Velg en senere dato.")
                % {"day": in_words(present.valid_from)},
                field="valid_from",
            )
        present.valid_until = valid_from - ONE_DAY
        present.save(update_fields=["valid_until"])
    with speaking({"unit_name_used_once": "name", "unit_name_one_at_a_time": "valid_from"}):
        fresh = UnitName.objects.create(unit=unit, name=name, valid_from=valid_from, decision=decision.strip())
    audit.record(
        "organisation.manage_units", actor=by, target=unit, at=at, details={"renamed_from": valid_from.isoformat()}
    )
    scope.forget()
    return fresh


@transaction.atomic
def close_unit(*, unit: Unit, last_day: date, by: Person | None, at: datetime) -> Unit:
    """Close a unit after its last day: its terms, its contact on the board and its name end that day at the latest.

    Names, contacts and terms that would have begun later never begin: names and contacts go, terms are refused.

    :raises RuleViolation: it is the municipal party or closed already, it would close before it opened, other units
        lie under it, or somebody is elected from a later day
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    _must_be_open(unit)
    if unit.kind == Kind.MUNICIPAL:
        raise RuleViolation(_("Kommunepartiet kan ikke legges ned her. Alle rettigheter følger av verv i det."))
    if unit.children.open(last_day + ONE_DAY).exists():
        raise RuleViolation(_("Enheten har andre enheter under seg. Legg dem ned først."))
    terms = Term.objects.filter(office__unit=unit)
    if terms.filter(from_on__gt=last_day).exists():
        raise RuleViolation(
            _("Noen er valgt til et verv som begynner senere. Trekk valget tilbake først, eller velg en senere dato."),
            field="last_day",
        )
    unit.closed_on = last_day
    with speaking({"unit_closes_after_it_opens": "last_day"}):
        unit.save(update_fields=["closed_on"])
        unit.names.filter(valid_from__gt=last_day).delete()
        unit.names.exclude(valid_until__lt=last_day).update(valid_until=last_day)
        terms.exclude(until_on__lt=last_day).update(until_on=last_day)
        BoardContact.objects.filter(branch=unit, from_on__gt=last_day).delete()
        BoardContact.objects.filter(branch=unit).exclude(until_on__lt=last_day).update(until_on=last_day)
    audit.record("organisation.manage_units", actor=by, target=unit, at=at, details={"closed_on": last_day.isoformat()})
    scope.forget()
    return unit


@transaction.atomic
def edit_unit(
    *, unit: Unit, public_email: str, meets: str, about: str, by: Person | None, at: datetime, seen: str | None = None
) -> Unit:
    """Change what a unit says about itself: public address, when it meets, and a few words.

    :param seen: the ``fingerprint`` of the unit that the writer saw; ``None`` checks nothing
    :raises StalePage: somebody else changed it meanwhile
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    check_fresh(seen, unit.fingerprint)
    unit.public_email, unit.meets, unit.about = public_email.strip(), meets.strip(), about.strip()
    unit.save(update_fields=["public_email", "meets", "about"])
    audit.record("organisation.edit_unit", actor=by, target=unit, at=at)
    scope.forget()
    return unit


@transaction.atomic
def set_profile(
    *,
    main_unit: Unit,
    colour: str,
    municipality_code: str,
    by: Person | None,
    at: datetime,
    seen: str | None = None,
) -> Profile:
    """Set what the installation is: its main unit, colour and municipality.

    :param colour: ``#`` and six hexadecimal digits; contrast is checked by the form that asks
    :param seen: the ``fingerprint`` of the profile that the writer saw; ``None`` checks nothing
    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: the colour is not written so
    """
    Unit.objects.select_for_update().get(pk=main_unit.pk)
    if seen is not None:
        before = Profile.objects.filter(main_unit=main_unit).first()
        check_fresh(seen, before.fingerprint if before is not None else "")
    with speaking({"profile_colour_is_hex": "colour"}):
        profile, _new = Profile.objects.update_or_create(
            main_unit=main_unit,
            defaults={"colour": colour.strip().lower(), "municipality_code": municipality_code.strip()},
        )
    audit.record("organisation.edit_profile", actor=by, target=profile, at=at)
    scope.forget()
    return profile
