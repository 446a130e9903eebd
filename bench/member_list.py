"""The member list of the whole party: first and deep page, signed in, at three sizes. Goals: issue 3, speed.

The peer is a page of fifty rows that Django draws from the same table through the same middleware, in the same rounds.
``cpu_ratio`` is our page's CPU against the peer's, the worst of all pages and sizes; ``growth`` is the wall-clock time
of a page at the greatest size against the same page at the smallest, database included.
"""

from collections.abc import Callable
from functools import partial

from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from bench._members import SignedInSite, add_members, organisation
from bench.harness import Result, at_most, cpu_seconds, interleaved, median
from bench.territory import PLAIN
from lokallag.membership.models import Membership

SIZES = (1_000, 10_000, 100_000)


def run(quick: bool) -> Result:
    """Measure at 1,000, 10,000 and 100,000 members; ``quick`` stops at 10,000 and takes fewer rounds."""
    sizes = SIZES[:2] if quick else SIZES
    party, leader, branches = organisation()
    rounds: list[dict[str, float]] = []
    cpu, wall, most, have = [], {}, 0, 0
    with override_settings(ROOT_URLCONF="bench._peer_urls", STORAGES=PLAIN, SECURE_SSL_REDIRECT=False):
        for size in sizes:
            add_members(size - have, branches, already=have)
            have = size
            site = SignedInSite(leader)
            pages = _pages(party.slug)
            for path in pages.values():
                with CaptureQueriesContext(connection) as queries:
                    response = site.answer(path)
                if path.startswith("/medlemmer/"):
                    most = max(most, len(queries))
                    if getattr(response, "content", b"").count(b'<th scope="row">') != 50:
                        raise RuntimeError(f"{path} does not show fifty members")
            works: dict[str, Callable[[], object]] = {name: partial(site.answer, path) for name, path in pages.items()}
            spent = interleaved(works, rounds=5 if quick else 40, measure=cpu_seconds)
            cpu += [median(spent, page) / median(spent, f"peer_{page}") for page in ("first", "deep")]
            taken = interleaved(works, rounds=5 if quick else 40)
            wall[size] = {page: median(taken, page) for page in ("first", "deep")}
            rounds += [{f"{name}_cpu_{size}": value for name, value in each.items()} for each in spent]
            rounds += [{f"{name}_{size}": value for name, value in each.items()} for each in taken]
    growth = max(wall[sizes[-1]][page] / wall[sizes[0]][page] for page in ("first", "deep"))
    return Result(
        sizes={"members": have, "branches": len(branches), "rows": 50},
        rounds=rounds,
        goals=[at_most("queries", most, 8), at_most("cpu_ratio", max(cpu), 3), at_most("growth", growth, 1.2)],
    )


def _pages(slug: str) -> dict[str, str]:
    """Return the first page, one nine tenths down the list, and the peer's pages at the same places."""
    deep = Membership.objects.order_by("person__sort_key", "person_id")
    at = deep.select_related("person")[int(deep.count() * 0.9)]
    return {
        "first": f"/medlemmer/{slug}/",
        "deep": f"/medlemmer/{slug}/?etter={at.pk}",
        "peer_first": "/femti-rader/-/",
        "peer_deep": f"/femti-rader/{at.person.sort_key[:12].strip()}/",
    }
