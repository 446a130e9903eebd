"""The texts that members say yes or no to. A text that was once shown never changes: a new one is a new version.

The newest version of each purpose is last. Who said yes to an older one is asked again when they open the page.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ConsentText:
    """One version of what is asked for one purpose: a heading, and the text that the person says yes to."""

    purpose: str
    version: str
    title: str | Promise
    text: str | Promise


TEXTS: tuple[ConsentText, ...] = (
    ConsentText(
        "photo",
        "2026-1",
        _("Bilder på nettsiden"),
        _(
            "Partiet kan vise bilder der du kan kjennes igjen, på sine åpne nettsider. Bildene kan da ses av alle,"
            " også av dem som ikke vet at du er medlem. Når du trekker samtykket, tas bildene ned."
        ),
    ),
    ConsentText(
        "campaign_sms",
        "2026-1",
        _("SMS om kampanjer"),
        _(
            "Partiet kan sende deg SMS med spørsmål om å hjelpe til i kampanjer, for eksempel på stand. Nummeret"
            " brukes ikke til annet og gis ikke til andre. Når du trekker samtykket, får du ikke flere."
        ),
    ),
)


def newest() -> tuple[ConsentText, ...]:
    """Return the newest version of each purpose, in the order of the purposes."""
    by_purpose = {text.purpose: text for text in TEXTS}
    return tuple(by_purpose.values())


def newest_for(purpose: str) -> ConsentText | None:
    """Return the newest text of a purpose, or ``None`` where nothing is asked for it."""
    return next((text for text in newest() if text.purpose == purpose), None)


def text_of(purpose: str, version: str) -> ConsentText | None:
    """Return the text as it was shown in a version."""
    return next((text for text in TEXTS if (text.purpose, text.version) == (purpose, version)), None)
