"""Who can approve what takes two (ADR 0011), and whether enough of them would be left."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta

from django.db.models import Q

from lokallag.organisation.domain.lockout import Stay, first_day_short
from lokallag.organisation.models import Kind, Office, Term
from lokallag.organisation.queries.offices import BOARD_TITLES, REGISTER_TITLES
from lokallag.people.models import Person

ONE_DAY = timedelta(days=1)


def gives_register(office: Office) -> bool:
    """Tell whether the office gives power over the whole register, so that two must want whoever is seated in it."""
    return office.title in REGISTER_TITLES and office.unit.kind == Kind.MUNICIPAL


def able_approvers(on: date) -> list[Person]:
    """Return those who can approve for each other on the day, each once, sorted by name.

    They are leader and secretary of the municipal party and have an e-mail address to sign in with.
    """
    terms = Term.objects.live(on).filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=REGISTER_TITLES)
    return _reachable(terms.values_list("person_id", flat=True))


def grant_approvers(on: date) -> list[Person]:
    """Return those who can approve who becomes leader or secretary, each once, sorted by name: the whole board.

    Deputies are none of them, and neither is who has no e-mail address to sign in with.
    """
    terms = Term.objects.live(on).filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=BOARD_TITLES)
    return _reachable(terms.values_list("person_id", flat=True))


def _reachable(person_ids: Iterable[int | None]) -> list[Person]:
    return list(Person.objects.filter(pk__in=list(person_ids)).exclude(email="").order_by("sort_key", "pk"))


def register_stays(since: date) -> dict[int, Stay]:
    """Return the times in office of all able approvers that touch the days from ``since`` on, by the term's id."""
    terms = (
        Term.objects.filter(office__unit__kind=Kind.MUNICIPAL, office__title__in=REGISTER_TITLES)
        .filter(Q(until_on__isnull=True) | Q(until_on__gte=since), person__isnull=False)
        .exclude(person__email="")
    )
    rows = terms.values_list("pk", "person_id", "from_on", "until_on")
    return {pk: Stay(person, first, last) for pk, person, first, last in rows if person}


def day_short_without(ending_terms: Collection[Term], on: date) -> date | None:
    """Return the first day with too few able approvers if none of the terms held from ``on`` on, else ``None``."""
    before = register_stays(on)
    ending = {term.pk for term in ending_terms}
    left = [stay.until(on - ONE_DAY) if pk in ending else stay for pk, stay in before.items()]
    return first_day_short(list(before.values()), [stay for stay in left if stay is not None], since=on)


def would_lock_out(ending_terms: Collection[Term], on: date) -> bool:
    """Tell whether fewer than two could approve on some day from ``on`` on if none of the terms held any more.

    What was too few already, and gets no fewer, is not counted.
    """
    return day_short_without(ending_terms, on) is not None


def is_last_approver(person: Person, on: date) -> bool:
    """Tell whether fewer than two could approve on some day from ``on`` on if the person held no office any more."""
    return would_lock_out(list(Term.objects.filter(person=person).exclude(until_on__lt=on)), on)
