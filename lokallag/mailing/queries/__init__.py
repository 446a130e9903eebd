"""What pages and other rooms ask about mailings."""

from lokallag.mailing.queries.audience import Audience, audience, networks_for, persons_of, who_want
from lokallag.mailing.queries.doubts import doubts_page
from lokallag.mailing.queries.pages import form_page, letter_html, list_page, mailing_page, say_where_from
from lokallag.mailing.queries.wishes import left_by, way_out_page, wishes_page

__all__ = [
    "Audience",
    "audience",
    "doubts_page",
    "form_page",
    "left_by",
    "letter_html",
    "list_page",
    "mailing_page",
    "networks_for",
    "persons_of",
    "say_where_from",
    "way_out_page",
    "who_want",
    "wishes_page",
]
