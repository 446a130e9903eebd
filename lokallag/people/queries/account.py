"""The page on which a person sees and ends their sign-ins, and keeps their second factors."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.conf import settings
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import reach_of
from lokallag.people.domain.contact import spaced_phone
from lokallag.people.domain.limits import LIMITS, is_over
from lokallag.people.models import AppSecret, PaperCode, Passkey, Person, SignIn
from lokallag.people.services import Kind, handle_of, needs_factor

Crumbs = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor of a person's own. ``remove_url`` is empty where it cannot be removed here."""

    kind: str
    label: str
    about: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Seen:
    """One sign-in: from which device, since when, last used when, and whether it is the one looking."""

    handle: str
    device: str
    since: str
    last: str
    is_this: bool


@dataclass(frozen=True, slots=True)
class AccountPage:
    """All that ``people/account.html`` shows: factors, then sign-ins with the newest first."""

    crumbs: Crumbs
    factors: tuple[Factor, ...]
    recovery_left: int
    has_app: bool
    needs_factor: bool
    sign_ins: tuple[Seen, ...]
    idle: str
    absolute: str
    email: str
    phone: str
    app_url: str
    next_path: str

    @property
    def has_others(self) -> bool:
        """Whether there is a sign-in besides the one looking."""
        return any(not seen.is_this for seen in self.sign_ins)


def crumbs_to(last: str) -> Crumbs:
    """Return the way from Min side, which a room above owns, to a page about one's own sign-in."""
    return (
        (_("Min side"), resolve_url(settings.LOGIN_REDIRECT_URL)),
        (_("Innlogging"), reverse("people:account")),
        (last, None),
    )


def _remove_url(kind: Kind, key: int) -> str:
    return f"{reverse('people:remove_factor')}?{urlencode({'kind': str(kind), 'key': key})}"


def _factors(person: Person) -> list[Factor]:
    found = []

    def about(added_at: datetime, used_at: datetime | None) -> str:
        added = _("Lagt til %(day)s") % {"day": in_words(localdate(added_at))}
        if used_at is None:
            return added
        return f"{added} · " + _("sist brukt %(day)s") % {"day": in_words(localdate(used_at))}

    found += [
        Factor(str(Kind.PASSKEY), row.name, about(row.added_at, row.used_at), _remove_url(Kind.PASSKEY, row.pk))
        for row in Passkey.objects.filter(person=person).order_by("added_at", "pk")
    ]
    found += [
        Factor(str(Kind.APP), _("App på telefonen"), about(row.added_at, row.used_at), _remove_url(Kind.APP, row.pk))
        for row in AppSecret.objects.filter(person=person)
    ]
    printed = PaperCode.objects.filter(person=person, kind=PaperCode.Kind.PRINTED)
    if printed.exists():
        left = _("%(left)d ubrukte koder igjen") % {"left": printed.filter(used_at=None).count()}
        found.append(Factor(str(Kind.PAPER), _("Ark med engangskoder"), left, ""))
    return found


def _in_hours(hours: float) -> str:
    if hours < 48:
        return _("1 time") if hours == 1 else _("%(hours)d timer") % {"hours": hours}
    return _("%(days)d dager") % {"days": hours // 24}


def _with_next(url: str, next_path: str) -> str:
    return f"{url}?{urlencode({'next': next_path})}" if next_path else url


def account_page(person: Person, *, session_key: str | None, at: datetime, next_path: str = "") -> AccountPage:
    """Return a person's own factors and the sign-ins that still count."""
    reach = reach_of(person)
    limit = LIMITS[reach]
    rows = SignIn.objects.filter(person=person, started_at__isnull=False, seen_at__isnull=False)
    sign_ins = tuple(
        Seen(
            handle=handle_of(row.session_key),
            device=row.device or _("Ukjent enhet"),
            since=moment_in_words(row.started_at),
            last=moment_in_words(row.seen_at),
            is_this=row.session_key == session_key,
        )
        for row in rows.order_by("-seen_at")
        if row.started_at is not None
        and row.seen_at is not None
        and (
            row.session_key == session_key or not is_over(reach, started_at=row.started_at, seen_at=row.seen_at, at=at)
        )
    )
    factors = tuple(_factors(person))
    return AccountPage(
        crumbs=(*crumbs_to("")[:1], (_("Innlogging"), None)),
        factors=factors,
        recovery_left=PaperCode.objects.filter(person=person, kind=PaperCode.Kind.RECOVERY, used_at=None).count(),
        has_app=any(factor.kind == Kind.APP for factor in factors),
        needs_factor=needs_factor(person),
        sign_ins=tuple(sorted(sign_ins, key=lambda seen: not seen.is_this)),
        idle=_in_hours(limit.idle.total_seconds() / 3600),
        absolute=_in_hours(limit.absolute.total_seconds() / 3600),
        email=person.email,
        phone=spaced_phone(person.phone),
        next_path=next_path,
        app_url=_with_next(reverse("people:set_up_app"), next_path),
    )
