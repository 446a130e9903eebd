"""Search for members by name, as one types it: without accents, with a slip, or with the first letters only.

A name is kept folded beside the name itself (``people.Person.search_key``), under an index of trigrams. Of several
words one may have a slip: who has one of the two longest, and nearly the other, is a candidate. The candidates are
sorted by how many of the words they have, and then by how alike the whole is.
"""

from datetime import date

from django.db.models import BooleanField, ExpressionWrapper, F, FloatField, IntegerField, Q, QuerySet, Value

from lokallag.membership.domain.ages import GROWN
from lokallag.membership.domain.matches import Match, real
from lokallag.membership.domain.words import Wish
from lokallag.membership.models import Membership
from lokallag.membership.queries.sql import own_sql
from lokallag.membership.rules import Sees

KEY = "people_person.search_key"
HAS = f"({KEY} LIKE '%% ' || search_fold(%s) || '%%')"
HOLDS = f"({KEY} LIKE '%%' || search_fold(%s) || '%%')"
ENDS = f"({KEY} LIKE '%%' || search_fold(%s) || ' %%')"
SHORTEST = 2  # letters; shorter words sort the hits and find none themselves


def found_by(
    members: QuerySet[Membership], wish: Wish, *, seen: frozenset[Sees], on: date, most: int | None = None
) -> list[int]:
    """Return the ids of the memberships found, the most alike first. Only what the reader sees is searched. One query.

    A number, an e-mail address and a telephone number are found only whole. Who is only a little alike is left out
    (``domain.matches``).

    :param seen: what the reader sees of these members
    :param most: how many are looked at, the most alike of all; ``None`` is all of them
    """
    if wish.is_empty:
        return []
    exact = _exactly(wish, seen, on)
    if not wish.words:
        return list(members.filter(exact).order_by("person__sort_key", "person_id").values_list("pk", flat=True)[:most])
    named, has = _named(wish.words)
    ranked = members.annotate(
        words=own_sql(" + ".join([f"{HAS}::int"] * len(has)), has, IntegerField()),
        alike=own_sql(f"similarity({KEY}, search_fold(%s))", [" ".join(wish.words)], FloatField()),
        whole=ExpressionWrapper(exact, BooleanField()) if wish.number else Value(value=False),
    )
    rows = ranked.filter(named | exact if wish.number else named).order_by(
        F("whole").desc(), F("words").desc(), F("alike").desc(), "person__sort_key", "person_id"
    )
    return real([Match(*row) for row in rows.values_list("pk", "words", "alike", "whole")[:most]], of=len(has))


def _exactly(wish: Wish, seen: frozenset[Sees], on: date) -> Q:
    """Return who has the number, the address or the telephone that was written, of what the reader sees."""
    exact = Q(pk__in=[])
    if wish.number and Sees.DETAILS in seen:
        exact |= Q(number__iexact=wish.number)
    if Sees.CONTACT in seen:
        contact = Q(pk__in=[])
        if wish.email:
            contact |= Q(person__email__iexact=wish.email)
        if wish.phone:
            bare = wish.phone.removeprefix("+47")
            contact |= Q(person__phone__in=[bare, f"+47{bare}", wish.phone])
        if Sees.MINORS not in seen:
            grown = Q(person__birth_year__isnull=True) | Q(person__birth_year__lt=on.year - GROWN)
            contact &= grown
        exact |= contact
    return exact


def _named(words: tuple[str, ...]) -> tuple[Q, list[str]]:
    """Return who is a candidate, and the words that count: of the two longest one is right, and the other nearly so."""
    counted = [word for word in words if len(word) >= SHORTEST] or list(words)
    longest = sorted(counted, key=len, reverse=True)[:2]
    if len(longest) == 1:
        test, values = _nearly(longest[0])
    else:
        one, other = longest
        (nearly_one, pieces), (nearly_other, more) = _nearly(one), _nearly(other)
        test = f"(({HAS} AND {nearly_other}) OR ({HAS} AND {nearly_one}))"
        values = [one, *more, other, *pieces]
    return Q(own_sql(test, values, BooleanField())), counted


def _nearly(word: str) -> tuple[str, list[str]]:
    """Return a test for a word with one slip in it. A third of it is then still right, where it belongs.

    A short word has its first or last two letters right, or two of its letters swapped.
    """
    third = len(word) // 3
    if third >= SHORTEST:
        return f"({HAS} OR {HOLDS} OR {ENDS})", [word[:third], word[third : 2 * third], word[2 * third :]]
    if len(word) <= SHORTEST:
        return HAS, [word]
    swapped = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    tests = " OR ".join([HAS] * (1 + len(swapped)))
    return f"({tests} OR {ENDS})", [word[:SHORTEST], *swapped, word[-SHORTEST:]]
