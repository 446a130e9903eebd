"""What stands around every page: who we are, where one can go, who is signed in.

A context processor higher up (web) builds one ``Chrome`` per request and hands it to templates as ``chrome``.
Pages work without it: an error page may be all that is left.
"""

from dataclasses import dataclass
from typing import Literal

ColourScheme = Literal["auto", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Link:
    """One place to go. ``current`` marks the page, or the part of the site, that is shown now."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Language:
    """A language one can choose. ``name`` is in that language itself."""

    code: str
    name: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Visitor:
    """The person who is signed in, as their own pages name them."""

    name: str
    initials: str


MOST_PLACES = 7  # that stand side by side in a line at 1280 px; of more, the last ones stand in a menu


@dataclass(frozen=True, slots=True)
class Chrome:
    """All that ``ui/base.html`` shows besides the page itself.

    Every address that is empty takes its link or form away. ``language_url``, ``scheme_url`` and ``sign_out_url``
    are posted to: with ``language`` and ``next``, with ``scheme`` (auto, light, dark) and ``next``, with nothing.

    :param subtitle: the unit one works in, below the organisation's name
    :param theme_url: the computed style sheet of the organisation's colour
    :param path: the address of the page shown, which the choices of language and colours return to
    :param attribution: whose data the site shows, in words
    """

    organisation: str
    home_url: str = "/"
    subtitle: str = ""
    nav: tuple[Link, ...] = ()
    person: Visitor | None = None
    personal: tuple[Link, ...] = ()
    my_page_url: str = ""
    sign_in_url: str = ""
    sign_out_url: str = ""
    languages: tuple[Language, ...] = ()
    language_url: str = ""
    scheme: ColourScheme = "auto"
    scheme_url: str = ""
    theme_url: str = ""
    path: str = "/"
    demo: bool = False
    footer: tuple[Link, ...] = ()
    privacy_url: str = ""
    attribution: str = ""

    @property
    def nav_shown(self) -> tuple[Link, ...]:
        """The places that stand in the line of a wide page."""
        return self.nav if len(self.nav) <= MOST_PLACES else self.nav[: MOST_PLACES - 1]

    @property
    def nav_more(self) -> tuple[Link, ...]:
        """The places that stand in the menu at the end of that line."""
        return self.nav[len(self.nav_shown) :]

    @property
    def is_in_more(self) -> bool:
        """Whether the page that is shown is one of those in the menu."""
        return any(link.current for link in self.nav_more)
