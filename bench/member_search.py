"""Search for members by name at 100,000: 500 seeded queries. Goals: issue 3, speed.

A third of the queries are the member's name with one slip (a letter left out, doubled, changed, or two swapped), a
third are the name without its accents, a third the first seven letters of each of its words. Measured is the search as
the page does it, each in a request of its own: from what was written, with the rights of the one who asks, to the rows
of the page. ``recall`` is how many of the meant members stand among the first ten; of members who share one name any of
them counts, since no query could tell them apart. ``page_p95_ms`` in the rounds is the whole page through the
middleware, drawn and logged.
"""

import random
import statistics
import time
import unicodedata
from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from django.db import connection
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from bench._members import SignedInSite, add_members, organisation
from bench.harness import Result, at_least, at_most
from bench.territory import PLAIN
from lokallag.core import scope
from lokallag.membership.models import Membership
from lokallag.membership.queries import MemberListPage, member_list_page
from lokallag.organisation.models import Unit

QUERIES = 500
BARE = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A", "ł": "l", "Ł": "L", "đ": "d"})


def run(quick: bool) -> Result:
    """Measure 500 queries at 100,000 members; ``quick`` 100 at 10,000."""
    members, many = (10_000, 100) if quick else (100_000, QUERIES)
    party, leader, branches = organisation()
    add_members(members, branches)
    asked = _queries(many)
    taken, pages, found, most = [], [], {"slip": [], "bare": [], "first": []}, 0
    today = localdate()
    for kind, wish, name in asked:
        written = QueryDict(urlencode({"q": wish}))
        unit = Unit.objects.get(pk=party.pk)
        search = partial(member_list_page, unit, viewer=leader, today=today, written=written)
        with CaptureQueriesContext(connection) as queries:
            begun = time.perf_counter()
            page = _in_a_request(search)
            taken.append(1000 * (time.perf_counter() - begun))
        most = max(most, len(queries))
        found[kind].append(name in [row.name for row in page.rows[:10]])
    with override_settings(ROOT_URLCONF="bench._peer_urls", STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        site = SignedInSite(leader)
        for _kind, wish, _name in asked[:: max(1, many // 50)]:
            begun = time.perf_counter()
            site.answer(f"/medlemmer/{party.slug}/?{urlencode({'q': wish})}")
            pages.append(1000 * (time.perf_counter() - begun))
    hits = [hit for each in found.values() for hit in each]
    return Result(
        sizes={"members": members, "queries": many} | {f"recall_{kind}": sum(v) / len(v) for kind, v in found.items()},
        rounds=[
            {
                "p50_ms": statistics.median(taken),
                "p95_ms": _p95(taken),
                "max_ms": max(taken),
                "page_p95_ms": _p95(pages),
            }
        ],
        goals=[
            at_most("p95_ms", _p95(taken), 25),
            at_most("queries", most, 5),
            at_least("recall", sum(hits) / len(hits), 0.95),
        ],
    )


def _in_a_request(search: Callable[[], MemberListPage]) -> MemberListPage:
    """Return what the search finds in a request of its own, with nothing looked up beforehand, as the page asks it."""
    found: list[MemberListPage] = []

    def answer(_request: HttpRequest) -> HttpResponse:
        with scope.opened("bench"):
            found.append(search())
        return HttpResponse()

    scope.RequestScopeMiddleware(answer)(HttpRequest())
    return found[0]


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


def _queries(many: int) -> list[tuple[str, str, str]]:
    """Return kind, query and the meant member's name as the list shows it, in an order of chance."""
    chance = random.Random(11)
    ids = list(Membership.objects.order_by("pk").values_list("pk", flat=True))
    meant = Membership.objects.filter(pk__in=chance.sample(ids, many)).select_related("person").order_by("pk")
    asked = []
    for number, member in enumerate(meant):
        given, family = member.person.given_name, member.person.family_name
        kind, wish = (
            ("slip", _slip(f"{given} {family}", chance)),
            ("bare", _bare(f"{given} {family}")),
            ("first", " ".join(word[:7] for word in f"{given} {family}".split())),
        )[number % 3]
        asked.append((kind, wish, f"{family}, {given}"))
    chance.shuffle(asked)
    return asked


def _bare(name: str) -> str:
    plain = unicodedata.normalize("NFD", name.translate(BARE))
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).lower()


def _slip(name: str, chance: random.Random) -> str:
    """Return the name with one slip in one of its words of three letters or more."""
    words = name.split()
    at = chance.choice([number for number, word in enumerate(words) if len(word) > 2])
    word = words[at]
    place = chance.randrange(len(word) - 1)
    other = chance.choice("abdefghiklmnoprstuvy")
    words[at] = chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + other + word[place + 1 :],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
        ]
    )
    return " ".join(words)
