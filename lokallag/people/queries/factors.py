"""The pages on which a second factor is given and set up."""

from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from django import forms
from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.local import local_date
from lokallag.people.models import AppSecret, PaperCode, Passkey, Person
from lokallag.people.queries.account import Crumbs, crumbs_to
from lokallag.people.services import Outcome, Tried
from lokallag.people.services.board import way_to_board


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """All that ``people/confirm.html`` shows. ``demo_code`` is the code that the demo's app shows now."""

    form: forms.Form
    next_path: str
    name: str
    words: str
    has_passkey: bool
    is_sign_in: bool
    demo_code: str = ""
    is_demo: bool = False
    fresh: bool = False
    why: str = ""
    board: str = ""
    back_url: str = ""


@dataclass(frozen=True, slots=True)
class CodesPage:
    """All that ``people/codes.html`` shows, once: codes for paper, and where one goes on to."""

    title: str
    words: str
    codes: tuple[str, ...]
    next_path: str
    go_on: str


@dataclass(frozen=True, slots=True)
class SetUpPage:
    """All that ``people/set_up_app.html`` shows. ``picture`` is a data address of the square that a phone reads."""

    crumbs: Crumbs
    form: forms.Form
    picture: str
    key: str
    next_path: str
    replaces: bool


def confirm_page(
    person: Person,
    form: forms.Form,
    *,
    next_path: str,
    is_sign_in: bool,
    fresh: bool,
    at: datetime,
    demo_code: str | None,
) -> ConfirmPage:
    """Return the page that asks for a second factor, in words that fit what the person has.

    :param demo_code: what the app shows, in a demo; empty while it shows only codes that are used; else ``None``
    """
    has_app = AppSecret.objects.filter(person=person).exists()
    has_paper = PaperCode.objects.filter(person=person, kind=PaperCode.Kind.PRINTED).exists()
    if has_app:
        words = _("Skriv koden som appen på telefonen viser nå. Har du ikke telefonen, skriv en av reservekodene dine.")
    elif has_paper:
        words = _("Skriv en av kodene på arket du har fått. Stryk den ut etterpå: hver kode virker én gang.")
    else:
        words = _("Bruk passnøkkelen din, eller skriv en av reservekodene dine.")
    return ConfirmPage(
        form=form,
        next_path=next_path,
        name=person.name,
        words=words,
        has_passkey=Passkey.objects.filter(person=person).exists(),
        is_sign_in=is_sign_in,
        demo_code=demo_code or "",
        is_demo=demo_code is not None,
        fresh=fresh,
        why="" if is_sign_in else _why(next_path),
        board=way_to_board(local_date(at)),
        back_url=reverse("people:sign_in") if is_sign_in else resolve_url(settings.LOGIN_REDIRECT_URL),
    )


def _why(next_path: str) -> str:
    """Return why one is asked again, in words that fit one's own data, others', or what is not known."""
    if not next_path:
        return _("Vi spør på nytt før noe viktig, så ingen andre gjør det fra skjermen din.")
    if next_path.startswith("/min-side/"):
        return _("Vi spør på nytt før du endrer innloggingen din, laster ned alt om deg eller melder deg ut.")
    return _("Vi spør på nytt før det som gjelder mange eller gir noen rettigheter.")


def fault_in(tried: Tried) -> str:
    """Return what is said at the field when a second factor was not right."""
    if tried.outcome is Outcome.TOO_MANY:
        return _("Det er prøvd for mange ganger. Vent et kvarter, og prøv igjen.")
    if tried.outcome is Outcome.NOT_A_CODE:
        return _("En kode fra appen har seks sifre. En kode på papir har ti tegn, for eksempel ab3cd-efg45.")
    return _("Koden stemmer ikke, eller den er brukt. Vent til appen viser en ny kode. Forsøk igjen: %(left)s.") % {
        "left": tried.tries_left
    }


def recovery_page(codes: tuple[str, ...], *, next_path: str) -> CodesPage:
    """Return the page that shows a person's recovery codes."""
    return CodesPage(
        title=_("Reservekodene dine"),
        words=_(
            "Bruk en av disse når du ikke har telefonen. Hver kode virker én gang. Eldre koder virker ikke lenger."
        ),
        codes=codes,
        next_path=next_path or reverse("people:account"),
        go_on=_("Jeg har tatt vare på kodene"),
    )


def set_up_page(person: Person, form: forms.Form, *, secret: str, organisation: str, next_path: str) -> SetUpPage:
    """Return the page with the square that an app reads, and the same as a text."""
    address = pyotp.TOTP(secret).provisioning_uri(name=person.email or person.name, issuer_name=organisation)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=3, dark="#000", light="#fff")
    return SetUpPage(
        crumbs=crumbs_to(_("App på telefonen")),
        form=form,
        picture=picture,
        key=" ".join(secret[place : place + 4] for place in range(0, len(secret), 4)),
        next_path=next_path,
        replaces=AppSecret.objects.filter(person=person).exists(),
    )
