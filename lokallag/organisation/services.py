"""Writes about units, offices, terms and rules."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit, scope
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.organisation.domain.rulebook import BY_KEY, BadRule, clean_value
from lokallag.organisation.models import (
    BoardContact,
    Kind,
    Office,
    Profile,
    Rule,
    RuleSet,
    Term,
    Title,
    Unit,
    UnitName,
)
from lokallag.organisation.queries import BOARD_TITLES, seats_of
from lokallag.people.models import Person

_NORWEGIAN = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})
ONE_DAY = timedelta(days=1)


def _free_slug(name: str) -> str:
    """Return a part of an address made from a name, that no unit has."""
    base = slugify(name.translate(_NORWEGIAN).replace("–", "-"))[:70] or "enhet"
    taken = set(Unit.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    number, slug = 1, base
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


def _clean_name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > 120:
        raise RuleViolation(_("Navnet er for langt. Bruk høyst 120 tegn."), field="name")
    return name


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

    :param decision: the decision that the unit and its name rest on
    :raises RuleViolation: the name is empty or in use, or the municipal party exists already
    """
    name = _clean_name(name)
    with speaking():
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
    unit.name = name
    audit.record("organisation.manage_units", actor=by, target=unit, at=at, details={"kind": kind})
    scope.forget()
    return unit


def first_offices(kind: Kind) -> Mapping[Title, int]:
    """Return the offices that a unit of this kind begins with: title → seats. More are added on its page."""
    if kind == Kind.MUNICIPAL:
        return {
            Title.LEADER: 1,
            Title.DEPUTY_LEADER: 1,
            Title.SECRETARY: 1,
            Title.TREASURER: 1,
            Title.TRAINING_OFFICER: 1,
            Title.CAMPAIGN_MANAGER: 1,
            Title.BOARD_MEMBER: 4,
            Title.DEPUTY_MEMBER: 3,
        }
    if kind == Kind.BRANCH:
        return {Title.LEADER: 1, Title.DEPUTY_LEADER: 1, Title.SECRETARY: 1, Title.BOARD_MEMBER: 2}
    return {Title.LEADER: 1, Title.SECRETARY: 1}


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, valid_from: date, decision: str, by: Person | None, at: datetime) -> UnitName:
    """Give a unit a new name from a day on. The name it has until then is kept in the history.

    A new name from the very day the present one began replaces nothing: choose a later day.

    :raises RuleViolation: the name is empty or in use, no decision is given, or a later name is already decided
    """
    if not decision.strip():
        raise RuleViolation(
            _("Skriv hvilket vedtak navnet bygger på, for eksempel «Årsmøtet 2026, sak 7»."), field="decision"
        )
    Unit.objects.select_for_update().get(pk=unit.pk)
    present = unit.names.filter(valid_until__isnull=True).first()
    if present is not None:
        if present.valid_from >= valid_from:
            raise RuleViolation(
                _("Enheten har et navn som gjelder fra %(day)s. Velg en senere dato.")
                % {"day": present.valid_from.strftime("%d.%m.%Y")},
                field="valid_from",
            )
        present.valid_until = valid_from - ONE_DAY
        present.save(update_fields=["valid_until"])
    with speaking():
        fresh = UnitName.objects.create(
            unit=unit, name=_clean_name(name), valid_from=valid_from, decision=decision.strip()
        )
    audit.record(
        "organisation.manage_units", actor=by, target=unit, at=at, details={"renamed_from": valid_from.isoformat()}
    )
    scope.forget()
    return fresh


@transaction.atomic
def close_unit(*, unit: Unit, last_day: date, by: Person | None, at: datetime) -> Unit:
    """Close a unit after its last day: its terms end that day at the latest, its name becomes free.

    :raises RuleViolation: it would close before it opened, or other units lie under it
    """
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    if unit.children.open(last_day + ONE_DAY).exists():
        raise RuleViolation(_("Enheten har andre enheter under seg. Legg ned eller flytt dem først."))
    unit.closed_on = last_day
    with speaking():
        unit.save(update_fields=["closed_on"])
        unit.names.filter(valid_from__lte=last_day).exclude(valid_until__lt=last_day).update(valid_until=last_day)
        terms = Term.objects.filter(office__unit=unit, from_on__lte=last_day)
        terms.exclude(until_on__lt=last_day).update(until_on=last_day)
    audit.record("organisation.manage_units", actor=by, target=unit, at=at, details={"closed_on": last_day.isoformat()})
    scope.forget()
    return unit


@transaction.atomic
def edit_unit(*, unit: Unit, public_email: str, meets: str, about: str, by: Person, at: datetime) -> Unit:
    """Change what a unit says about itself: public address, when it meets, and a few words."""
    unit.public_email, unit.meets, unit.about = public_email.strip(), meets.strip(), about.strip()
    unit.save(update_fields=["public_email", "meets", "about"])
    audit.record("organisation.edit_unit", actor=by, target=unit, at=at)
    scope.forget()
    return unit


@transaction.atomic
def set_profile(*, main_unit: Unit, colour: str, municipality_code: str, by: Person | None, at: datetime) -> Profile:
    """Set what the installation is: its main unit, colour and municipality.

    :param colour: ``#`` and six hexadecimal digits; contrast is checked by the form that asks
    :raises RuleViolation: the colour is not written so
    """
    with speaking():
        profile, _new = Profile.objects.update_or_create(
            main_unit=main_unit,
            defaults={"colour": colour.strip().lower(), "municipality_code": municipality_code.strip()},
        )
    audit.record("organisation.edit_profile", actor=by, target=profile, at=at)
    scope.forget()
    return profile


@transaction.atomic
def set_office(*, unit: Unit, title: Title, seats: int, called: str = "", by: Person | None, at: datetime) -> Office:
    """Give a unit an office with this many seats, or change how many an office of the same name has.

    :raises RuleViolation: fewer than 1 or more than 60 seats, or a seat that goes is taken
    """
    with speaking():
        office, _new = Office.objects.get_or_create(
            unit=unit, title=title, called=called.strip(), defaults={"seats": seats}
        )
        lost = office.terms.filter(seat__gt=seats).exclude(until_on__lt=at.date())
        if lost.exists():
            raise RuleViolation(_("Noen sitter i en plass som blir borte. Avslutt vervet deres først."), field="seats")
        office.seats = seats
        office.save(update_fields=["seats"])
    audit.record(
        "organisation.manage_units", actor=by, target=unit, at=at, details={"office": office.pk, "seats": seats}
    )
    return office


@transaction.atomic
def appoint(
    *,
    office: Office,
    person: Person,
    from_on: date,
    until_on: date | None,
    elected_by: str,
    by: Person | None,
    at: datetime,
    seat: int | None = None,
    elected_on: date | None = None,
    minuted_in: str = "",
) -> Term:
    """Seat a person in an office between two local dates, both included. The holder's name is kept as it is now.

    :param seat: which seat; ``None`` takes the first that is free in the whole period
    :param until_on: the last day; ``None`` until further notice
    :param elected_by: the meeting that elected, as it is minuted
    :raises RuleViolation: one's own office, no electing meeting, dates the wrong way round, or no free seat
    """
    if by is not None and by.pk == person.pk:
        raise RuleViolation(
            _("Du kan ikke gi deg selv et verv. Be en annen i styret om å føre det inn."), field="person"
        )
    if not elected_by.strip():
        raise RuleViolation(_("Skriv hvilket møte som valgte, for eksempel «Årsmøtet 2026»."), field="elected_by")
    if until_on is not None and until_on < from_on:
        raise RuleViolation(_("Vervet kan ikke slutte før det begynner. Sjekk de to datoene."), field="until_on")
    office = Office.objects.select_for_update(of=("self",)).select_related("unit").get(pk=office.pk)
    if seat is None:
        seat = _first_free_seat(office, from_on, until_on)
    elif not 1 <= seat <= office.seats:
        raise RuleViolation(_("Vervet har ikke så mange plasser."), field="seat")
    with speaking():
        term = Term.objects.create(
            office=office,
            seat=seat,
            person=person,
            holder_name=person.name,
            from_on=from_on,
            until_on=until_on,
            elected_by=elected_by.strip(),
            elected_on=elected_on,
            minuted_in=minuted_in.strip(),
        )
    audit.record(
        "organisation.appoint_officer",
        actor=by,
        target=term,
        at=at,
        details={"office": office.pk, "person": person.pk, "from_on": from_on.isoformat()},
    )
    scope.forget()
    return term


def _first_free_seat(office: Office, from_on: date, until_on: date | None) -> int:
    taken = office.terms.exclude(until_on__lt=from_on)
    if until_on is not None:
        taken = taken.filter(from_on__lte=until_on)
    seats = set(taken.values_list("seat", flat=True))
    for seat in range(1, office.seats + 1):
        if seat not in seats:
            return seat
    if office.seats == 1:
        raise RuleViolation(
            _("Plassen er allerede besatt i denne perioden. Avslutt den som sitter, eller velg en senere dato."),
            field="from_on",
        )
    raise RuleViolation(
        _("Alle %(seats)d plassene er besatt i denne perioden. Avslutt et verv, eller gi vervet flere plasser.")
        % {"seats": office.seats},
        field="from_on",
    )


@transaction.atomic
def end_term(*, term: Term, last_day: date, by: Person | None, at: datetime) -> Term:
    """Set the last day of a term. What the office allows is gone at midnight after it, Oslo time.

    One's own term can be shortened, never prolonged.

    :raises RuleViolation: it would end before it began, or somebody prolongs an own term
    """
    term = Term.objects.select_for_update(of=("self",)).select_related("office__unit").get(pk=term.pk)
    prolongs = term.until_on is not None and last_day > term.until_on
    if by is not None and by.pk == term.person_id and prolongs:
        raise RuleViolation(
            _("Du kan ikke forlenge ditt eget verv. Be en annen i styret om å føre det inn."), field="last_day"
        )
    term.until_on = last_day
    with speaking():
        term.save(update_fields=["until_on"])
    audit.record(
        "organisation.appoint_officer", actor=by, target=term, at=at, details={"until_on": last_day.isoformat()}
    )
    scope.forget()
    return term


@transaction.atomic
def name_board_contact(*, branch: Unit, person: Person, from_on: date, by: Person | None, at: datetime) -> BoardContact:
    """Name the board member whom a branch can turn to from a day on; the one before ends the day before.

    :raises RuleViolation: the unit is no branch, the person has no seat on the board that day, or a later contact
        is already named
    """
    if branch.kind != Kind.BRANCH:
        raise RuleViolation(_("Bare partiavdelinger har en kontakt i styret."))
    sits = any(seat.unit_kind == Kind.MUNICIPAL and seat.title in BOARD_TITLES for seat in seats_of(person, from_on))
    if not sits:
        raise RuleViolation(_("Kontakten må sitte i styret den dagen. Velg en av styrets medlemmer."), field="person")
    Unit.objects.select_for_update().get(pk=branch.pk)
    before = branch.board_contacts.filter(until_on__isnull=True).first()
    if before is not None and before.from_on < from_on:
        before.until_on = from_on - ONE_DAY
        before.save(update_fields=["until_on"])
    elif before is not None and before.from_on == from_on:
        before.delete()
    with speaking():
        contact = BoardContact.objects.create(branch=branch, person=person, from_on=from_on)
    audit.record("organisation.name_contact", actor=by, target=branch, at=at, details={"person": person.pk})
    scope.forget()
    return contact


@transaction.atomic
def adopt_rules(
    *,
    unit: Unit,
    values: Mapping[str, tuple[str, str]],
    valid_from: date,
    decision: str,
    after_version: int,
    by: Person | None,
    at: datetime,
) -> RuleSet:
    """Write a new version of a unit's rules, valid from a day. Older versions stay as they are.

    :param values: key → (value, source) for every rule that is set
    :param after_version: the version that the writer saw; another one meanwhile is refused
    :param decision: the decision that the version rests on
    :raises RuleViolation: a value cannot be read (``field`` is its key), no decision, or another version came between
    """
    if not decision.strip():
        raise RuleViolation(
            _("Skriv hvilket vedtak reglene bygger på, for eksempel «Årsmøtet 2026, sak 5»."), field="decision"
        )
    Unit.objects.select_for_update().get(pk=unit.pk)
    newest = unit.rule_sets.order_by("-version").first()
    present = newest.version if newest is not None else 0
    if present != after_version:
        raise RuleViolation(_("Noen andre lagret nye regler mens du skrev. Se over dem, og lagre dine en gang til."))
    cleaned = {}
    for key, (value, source) in values.items():
        try:
            cleaned[key] = (clean_value(BY_KEY[key], value), source.strip())
        except BadRule as error:
            raise RuleViolation(str(error), field=key) from error
    with speaking():
        rule_set = RuleSet.objects.create(
            unit=unit, version=present + 1, valid_from=valid_from, decision=decision.strip(), written_at=at
        )
        Rule.objects.bulk_create(
            Rule(rule_set=rule_set, key=key, value=value, source=source) for key, (value, source) in cleaned.items()
        )
    audit.record("organisation.edit_rules", actor=by, target=rule_set, at=at, details={"version": rule_set.version})
    scope.forget()
    return rule_set
