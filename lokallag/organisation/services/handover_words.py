"""A hand-over that was proposed, in words for those who decide it, and the way back to the form for who proposed it."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Approval, Office, Term, Unit
from lokallag.organisation.queries.effects import effects_of, powers_on
from lokallag.organisation.services.approval_kinds import CHECK_MINUTES, DONE, Proposed
from lokallag.organisation.services.grants import day_of, election_in_words
from lokallag.people.models import Person


def changes_in(approval: Approval) -> list[tuple[Office, int, Person | None, int]]:
    """Return what an approval holds: office, seat, who is elected, and the term that sat there.

    :raises RuleViolation: somebody or something in it is gone
    """
    rows = [tuple(int(part) for part in row.split(":")) for row in approval.payload.get("seats", [])]
    offices = Office.objects.select_related("unit").in_bulk([row[0] for row in rows])
    persons = Person.objects.in_bulk([row[2] for row in rows if row[2]])
    found = []
    for office_id, seat, person_id, term_id in rows:
        if office_id not in offices or (person_id and person_id not in persons):
            raise RuleViolation(_("En person eller et verv finnes ikke lenger. Si nei, og foreslå det på nytt."))
        found.append((offices[office_id], seat, persons[person_id] if person_id else None, term_id))
    return found


def describe(approval: Approval, on: date) -> Proposed:
    """Return a hand-over in words: who gets which office, which seats fall vacant, and what each gains and loses."""
    payload = approval.payload
    first = day_of(payload.get("from_on"))
    if first is None:
        return Proposed(_("Et skifte av styre, der noen ikke står i registeret lenger"))
    unit = Unit.objects.named(on).filter(pk=approval.unit_id or 0).first()
    headline = _("Styret i %(unit)s skiftes fra %(day)s") % {
        "unit": unit.name if unit is not None else "",
        "day": in_words(first),
    }
    try:
        rows = changes_in(approval)
    except RuleViolation as fault:
        return Proposed(headline, (str(fault),))
    lines = [
        _("%(name)s blir %(office)s.") % {"name": person.name, "office": office.seat_label(seat).lower()}
        for office, seat, person, _term in rows
        if person is not None
    ]
    sat = Term.objects.select_related("person").in_bulk([term for *_rest, term in rows if term])
    for office, seat, person, term in rows:
        if person is None:
            words = {"seat": office.seat_label(seat).lower(), "name": sat[term].holder_name if term in sat else ""}
            lines.append(
                _("Plassen som %(seat)s blir ledig etter %(name)s.") % words
                if words["name"]
                else _("Plassen som %(seat)s blir ledig.") % words
            )
    lines.append(election_in_words(payload))
    if approval.state == Approval.State.WAITING:
        lines += _effects_in_words(approval, on)
    return Proposed(headline, tuple(lines), before=CHECK_MINUTES, done=DONE)


def _effects_in_words(approval: Approval, on: date) -> list[str]:
    """Return what each gains and loses, read from the seats: nothing is written to find it out."""
    day = max(day_of(approval.payload["from_on"]) or on, on)
    rows = changes_in(approval)
    ending = {term for *_rest, term in rows if term}
    leaving = Person.objects.filter(terms__in=ending)
    elected = [(person, office) for office, _seat, person, _term in rows if person is not None]
    names = {person.pk: person.name for person in (*(person for person, _office in elected), *leaving)}
    before = powers_on(names, day)
    after = powers_on(names, day, without=ending, plus=[(person.pk, office) for person, office in elected])
    effects = effects_of(names, before, after, day=day)
    return [sentence for effect in effects for sentence in (effect.gains, effect.loses) if sentence]


def again(approval: Approval) -> str:
    """Return the address of the form with all that was proposed filled in."""
    if approval.unit is None:
        return ""
    return f"{reverse('organisation:hand_over', args=[approval.unit.slug])}?fra={approval.pk}"


def written_in(approval: Approval) -> dict[str, object]:
    """Return what the form had when it was proposed, field by field. Who or what is gone is left out."""
    payload = approval.payload
    written: dict[str, object] = {
        "elected_by": payload.get("elected_by", ""),
        "elected_on": day_of(payload.get("elected_on")),
        "minuted_in": payload.get("minuted_in", ""),
        "from_on": day_of(payload.get("from_on")),
        "until_on": day_of(payload.get("until_on")),
    }
    rows = [tuple(int(part) for part in row.split(":")) for row in payload.get("seats", [])]
    persons = Person.objects.in_bulk([row[2] for row in rows if row[2]])
    for office, seat, person, _term in rows:
        if person in persons:
            written[f"who_{office}_{seat}"] = persons[person].name
        elif not person:
            written[f"vacant_{office}_{seat}"] = True
    return written
