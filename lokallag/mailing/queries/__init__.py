"""What pages and other rooms ask about mailings."""

from lokallag.mailing.queries.audience import Audience, audience, persons_of, who_want
from lokallag.mailing.queries.wishes import way_out_page

__all__ = ["Audience", "audience", "persons_of", "way_out_page", "who_want"]
