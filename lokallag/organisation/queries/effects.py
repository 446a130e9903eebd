"""Who gains and who loses what by a change of offices, in words, person by person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words
from lokallag.organisation.domain import powers
from lokallag.organisation.domain.powers import Held, HeldSeat
from lokallag.organisation.models import Office, Term, Unit

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change does to one person, or to several alike: sentences, empty where nothing is gained or lost."""

    name: str
    gains: str
    loses: str


def powers_on(
    person_ids: Collection[int],
    on: date,
    *,
    without: Collection[int] = (),
    plus: Sequence[tuple[int, Office]] = (),
) -> dict[int, frozenset[Held]]:
    """Return by person what their offices let them do on the day. Two queries, however many they are.

    :param without: ids of terms that are left out
    :param plus: offices that are added, with the ids of those who get them
    """
    terms = (
        Term.objects.live(on).filter(person_id__in=person_ids).exclude(pk__in=without).select_related("office__unit")
    )
    held: list[tuple[int | None, Office]] = [*((term.person_id, term.office) for term in terms), *plus]
    units = Unit.objects.named(on).filter(pk__in={office.unit_id for _pk, office in held})
    names = {unit.pk: unit.name for unit in units}
    seats: dict[int | None, list[HeldSeat]] = {pk: [] for pk in person_ids}
    for pk, office in held:
        if pk in seats:
            seats[pk].append(HeldSeat(names[office.unit_id], office.unit.kind, office.title))
    return {pk: powers.powers_of(seats[pk]) for pk in person_ids}


def effects_of(
    names: Mapping[int, str],
    before: Mapping[int, frozenset[Held]],
    after: Mapping[int, frozenset[Held]],
    *,
    day: date,
) -> tuple[Effect, ...]:
    """Return the effects, those who gain first, then in the order of ``names``. Persons with equal ones share one.

    :param day: the first day on which it is so
    """
    alike: dict[tuple[frozenset[Held], frozenset[Held]], list[str]] = {}
    same: list[Effect] = []
    for pk, name in names.items():
        had, has = before.get(pk, frozenset()), after.get(pk, frozenset())
        gained, lost = powers.added(had, has), powers.added(has, had)
        if gained or lost:
            alike.setdefault((gained, lost), []).append(name)
        else:
            same.append(Effect(name, "", ""))
    found = []
    for (gained, lost), those in alike.items():
        name = _joined(those)
        parts = {"name": name, "day": in_words(day), "last": in_words(day - ONE_DAY)}
        found.append(
            Effect(
                name=name,
                gains=_("%(name)s kan fra %(day)s %(powers)s.") % {**parts, "powers": powers.in_words(gained)}
                if gained
                else "",
                loses=_("%(name)s kan ikke lenger %(powers)s etter %(last)s.")
                % {**parts, "powers": powers.in_words(lost)}
                if lost
                else "",
            )
        )
    return (*sorted(found, key=lambda effect: (not effect.gains, not effect.loses)), *same)


def _joined(names: Sequence[str]) -> str:
    """Return names as one part of a sentence: "A, B og C"."""
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s og %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
