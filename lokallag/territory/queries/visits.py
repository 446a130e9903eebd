"""Finn din avdeling for visitors: the page around the answer is kept, so that only the answer is looked up.

Nothing personal is kept: only what anyone may see, in the memory of the process, for a minute at most, and only while
a mark of all that it shows (names, leaders, public addresses, areas, the organisation's colour) stays the same. The
mark is computed by the database in one query at each request.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.db import connection
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.translation import override

from lokallag.territory.domain.skeleton import Skeleton, cut, slot
from lokallag.territory.queries.branches import Branch, branches
from lokallag.territory.queries.find import Answer, Outcome, find
from lokallag.territory.queries.maps import edges, picture
from lokallag.territory.queries.public_pages import AnswerBox, BranchesPage, branches_page, chosen_outline

SECONDS = 60
MOST = 24
_TOKEN = re.compile(r'(name="csrfmiddlewaretoken" value=")[^"]+')
_MARK = """
SELECT coalesce((SELECT municipality_code FROM organisation_profile LIMIT 1), ''),
       md5(concat_ws('|', (SELECT number FROM territory_mapversion LIMIT 1),
                          (SELECT colour FROM organisation_profile LIMIT 1), string_agg(row.facts, ';')))
FROM (
    SELECT concat_ws('|', u.id, u.slug, u.public_email, u.meets, u.opened_on, u.closed_on, n.name,
                     string_agg(t.holder_name, ',' ORDER BY t.seat, t.id)) AS facts
    FROM organisation_unit u
    LEFT JOIN organisation_unitname n
           ON n.unit_id = u.id AND n.valid_from <= %(on)s AND (n.valid_until IS NULL OR n.valid_until >= %(on)s)
    LEFT JOIN organisation_office o ON o.unit_id = u.id AND o.title = 'leader'
    LEFT JOIN organisation_term t
           ON t.office_id = o.id AND t.from_on <= %(on)s AND (t.until_on IS NULL OR t.until_on >= %(on)s)
    WHERE u.kind IN ('branch', 'municipal')
    GROUP BY u.id, n.name
    ORDER BY u.id, n.name
) row
"""

Draw = Callable[[BranchesPage], str]
"""Draws the page for a visitor, in the frame of the site."""


@dataclass(frozen=True, slots=True)
class Frame:
    """How the frame of the page differs among visitors: their language and colours, and whether they asked."""

    language: str
    scheme: str
    has_answer: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    made: float
    page: Skeleton
    shown: dict[int, Branch]
    colours: dict[int, int]
    edges: dict[int, str]


_kept: dict[tuple[str, date, Frame], _Kept] = {}


def visit(
    asked: str, *, language: str, scheme: str, path: str, token: str, today: date, seconds: float, draw: Draw
) -> bytes:
    """Return the page of branches for somebody who is not signed in, in UTF-8: two queries where most of it is kept.

    :param path: the address asked for, to come back to; :param token: the visitor's own key for the forms
    :param seconds: a clock that only goes forward
    :param draw: draws the whole page where none is kept; its address to come back to must be ``slot("path")``
    """
    mark, ours = _mark(today)
    key = (mark, today, Frame(language, scheme, bool(asked.strip())))
    kept = _kept.get(key)
    if kept is None or seconds - kept.made > SECONDS:
        kept = _keep(key, seconds, draw)
    answer = find(asked, today, shown=kept.shown, ours=ours)
    pk = answer.branch.pk if answer.branch else 0
    return kept.page.fill(
        {
            "asked": escape(asked[:100]),
            "answer": _answer_html(answer, kept.colours.get(pk, 0), language),
            "chosen": chosen_outline(kept.edges.get(pk, "")),
            "path": escape(path),
            "token": token,
        }
    )


def _mark(today: date) -> tuple[str, str]:
    with connection.cursor() as cursor:
        cursor.execute(_MARK, {"on": today})
        ours, mark = cursor.fetchone() or ("", "")
    return str(mark), str(ours)


@lru_cache(maxsize=500)
def _answer_html(answer: Answer, colour: int, language: str) -> str:
    """The answer as drawn in the language that the reader has: it follows from these alone."""
    if answer.outcome is Outcome.NOTHING_ASKED:
        return ""
    with override(language):
        return render_to_string("territory/answer.html", {"page": AnswerBox(answer, colour)})


def _keep(key: tuple[str, date, Frame], seconds: float, draw: Draw) -> _Kept:
    _mark, today, frame = key
    drawn = picture(today)
    page = branches_page(
        slot("asked"),
        answer=Answer(Outcome.UNKNOWN if frame.has_answer else Outcome.NOTHING_ASKED),
        answer_html=slot("answer"),
        chosen=slot("chosen"),
        drawn=drawn,
        today=today,
        areas_url="",
    )
    text = _TOKEN.sub(rf"\g<1>{slot('token')}", draw(page))
    shown = {branch.pk: branch for branch in branches(today)}
    kept = _Kept(seconds, cut(text), shown, drawn.colours, edges(today))
    while len(_kept) >= MOST:
        _kept.pop(next(iter(_kept)), None)
    _kept[key] = kept
    return kept
