"""Search for members by name, as one types it: without accents, with a slip, or with the first letters only.

A name is kept folded beside the name itself (``people.Person.search_key``), under an index of trigrams. Of several
words any may have a slip: who has one of them is a candidate, and the candidates are sorted by how many of the words
they have and then by how alike the whole is. One word alone may have a slip too: half of it is then right still.
"""

import re
from datetime import date

from django.db.models import BooleanField, F, FloatField, IntegerField, Q, QuerySet
from django.db.models.expressions import RawSQL

from lokallag.membership.domain.ages import GROWN
from lokallag.membership.domain.words import Wish
from lokallag.membership.models import Membership
from lokallag.membership.rules import Sees

KEY = "people_person.search_key"
HAS = f"({KEY} LIKE '%% ' || search_fold(%s) || '%%')"
SHORTEST = 2  # letters; shorter words sort the hits and find none themselves


def found_by(members: QuerySet[Membership], wish: Wish, *, seen: frozenset[Sees], on: date) -> QuerySet[Membership]:
    """Return the members found, the most alike first. Only what the reader sees is searched.

    A number, an e-mail address and a telephone number are found only whole.

    :param seen: what the reader sees of these members
    """
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
    if not wish.words:
        return members.filter(exact).order_by("person__sort_key", "person_id")
    named, has = _named(wish.words)
    ranked = members.annotate(
        words=RawSQL(" + ".join([f"{HAS}::int"] * len(has)), has, output_field=IntegerField()),  # noqa: S611
        alike=RawSQL(f"similarity({KEY}, search_fold(%s))", [" ".join(wish.words)], output_field=FloatField()),  # noqa: S611
    )
    return ranked.filter(named | exact if wish.number else named).order_by(
        F("words").desc(), F("alike").desc(), "person__sort_key", "person_id"
    )


def _named(words: tuple[str, ...]) -> tuple[Q, list[str]]:
    long = [word for word in words if len(word) >= SHORTEST] or list(words)
    tests, values = [HAS] * len(long), list(long)
    if len(long) == 1:
        halves, more = _halves(long[0])
        tests, values = tests + halves, values + more
    condition = RawSQL(f"({' OR '.join(tests)})", values, output_field=BooleanField())  # noqa: S611 our own tests
    return Q(condition), long


def _halves(word: str) -> tuple[list[str], list[str]]:
    """Return tests for a word with one slip in it: its beginning or its end is right."""
    half = len(word) // 2
    if half < SHORTEST:
        return [], []
    end = re.sub(r"[^\w]", "", word[half:])
    return [HAS, f"({KEY} LIKE '%%' || search_fold(%s) || ' %%')"], [word[:half], end]
