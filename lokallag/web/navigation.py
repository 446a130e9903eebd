"""What stands around every page: the organisation's name, where one can go, and who one is."""

from collections.abc import Callable
from functools import cache, lru_cache, partial
from typing import cast, get_args

from django.conf import settings
from django.http import HttpRequest
from django.urls import get_script_prefix, reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Profile
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person
from lokallag.ui.chrome import Chrome, ColourScheme, Language, Link, Visitor

LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "English"}  # each in itself, so not translated


def _address(name: str) -> str:
    return _reversed(name, get_script_prefix())


@lru_cache(maxsize=64)  # a frame has twenty, and none of them changes while the process runs
def _reversed(name: str, prefix: str) -> str:
    del prefix  # it stands first in what ``reverse`` returns
    return reverse(name)


def _link(request: HttpRequest, label: str, name: str, *, below: str = "") -> Link:
    url = _address(name)
    return Link(label, url, current=request.path.startswith(below or url))


def _places(request: HttpRequest, person: Asker) -> tuple[Link, ...]:
    """Return where this reader can go, most used first. Only places that the reader may see are named."""
    places = []
    if may(person, "web.see_overview"):
        places.append(_link(request, _("Oversikt"), "web:overview"))
    places.append(_link(request, _("Arrangementer"), "events:list"))
    places.append(_link(request, _("Avdelinger"), "territory:branches"))
    places.append(_link(request, _("Nettverk"), "networks:list"))
    places.append(_link(request, _("Årshjul"), "playbook:wheel"))
    if may(person, "playbook.read_chapters"):
        places.append(_link(request, _("Dreiebok"), "playbook:contents"))
    if may(person, "followup.see_all"):
        places.append(_link(request, _("Oppgaver"), "followup:board"))
    if may(person, "territory.see_areas"):
        places.append(_link(request, _("Områder"), "territory:areas"))
    if may(person, "membership.see_lists"):
        places.append(_link(request, _("Medlemmer"), "membership:lists"))
    places.append(_link(request, _("Organisasjonen"), "organisation:units"))
    if may(person, "organisation.approve_grant"):
        places.append(_link(request, _("Godkjenninger"), "organisation:approvals"))
    return tuple(places)


def _personal(request: HttpRequest, person: Asker) -> tuple[Link, ...]:
    """Return what stands in the reader's own menu beside Min side."""
    links = [_link(request, _("Innlogging"), "people:account")]
    if may(person, "register.import_members"):
        links.append(_link(request, _("Medlemsregister"), "register:imports"))
    if may(person, "organisation.see_approvals") and not may(person, "organisation.approve_grant"):
        links.append(_link(request, _("Godkjenninger"), "organisation:approvals"))  # what one has proposed oneself
    if may(person, "web.see_log"):
        links.append(_link(request, _("Logg"), "web:log"))
    if may(person, "privacy.see_retention"):
        links.append(_link(request, _("Sletting"), "privacy:retention"))
    return tuple(links)


def build_chrome(request: HttpRequest) -> Chrome:
    """Return the frame of the page for this reader: at most four queries, none for a visitor beyond the name's."""
    unit = main_unit(localdate())
    person: Asker = request.user
    language = get_language()
    scheme = request.COOKIES.get("utseende", "auto")
    facts: Profile | None = getattr(unit, "profile", None)  # comes with the unit, in the same query
    return Chrome(
        organisation=unit.name if unit is not None else "Lokallag",
        home_url=_address("web:front_page"),
        nav=_places(request, person) if unit is not None else (),
        person=Visitor(person.name, person.initials) if isinstance(person, Person) else None,
        my_page_url=_address("web:my_page"),
        personal=_personal(request, person),
        sign_in_url=_address("people:sign_in"),
        sign_out_url=_address("people:sign_out"),
        languages=tuple(Language(code, name, code == language) for code, name in LANGUAGE_NAMES.items()),
        language_url=_address("people:set_language"),
        scheme=cast(ColourScheme, scheme) if scheme in get_args(ColourScheme) else "auto",
        scheme_url=_address("people:set_scheme"),
        theme_url=f"{_address('web:theme')}?farge={facts.colour[1:]}" if facts is not None else _address("web:theme"),
        path=request.get_full_path() if request.method == "GET" else request.path,
        demo=settings.DEMO,
        privacy_url=_address("privacy:notice"),
        footer=(
            Link(_("Organisasjonen"), _address("organisation:units")),
            Link(_("Personvern"), _address("privacy:notice")),
            Link(_("Tilgjengelighet"), _address("web:accessibility")),
            Link(_("Sikkerhet"), _address("web:security")),
        ),
        attribution=_("Kart og postnumre: © Kartverket, Posten Bring AS, Erik Bolstad."),
    )


def chrome(request: HttpRequest) -> dict[str, object]:
    """Return the context variable ``chrome`` for ``ui/base.html``, built only when a template reads it."""
    if not hasattr(request, "user"):
        return {}
    frame: Callable[[], Chrome] = cache(partial(build_chrome, request))  # templates call it; it is built once
    return {"chrome": frame}
