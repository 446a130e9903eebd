"""The page on which a person sees and ends their sign-ins, and keeps their second factors."""

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import reach_of
from lokallag.people.domain.limits import LIMITS, is_over
from lokallag.people.models import AppSecret, PaperCode, Passkey, Person, SignIn
from lokallag.people.services import Kind, handle_of, needs_factor


@dataclass(frozen=True, slots=True)
class Factor:
    """One second factor of a person's own. ``key`` names it among those of its kind."""

    kind: str
    key: int
    label: str
    about: str
    may_remove: bool


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


def _factors(person: Person, today: date) -> list[Factor]:
    found = []

    def about(added_at: datetime, used_at: datetime | None) -> str:
        added = _("Lagt til %(day)s") % {"day": in_words(localdate(added_at), today)}
        if used_at is None:
            return added
        return f"{added} · " + _("sist brukt %(day)s") % {"day": in_words(localdate(used_at), today)}

    found += [
        Factor(str(Kind.PASSKEY), row.pk, row.name, about(row.added_at, row.used_at), True)
        for row in Passkey.objects.filter(person=person).order_by("added_at", "pk")
    ]
    found += [
        Factor(str(Kind.APP), row.pk, _("App på telefonen"), about(row.added_at, row.used_at), True)
        for row in AppSecret.objects.filter(person=person)
    ]
    printed = PaperCode.objects.filter(person=person, kind=PaperCode.Kind.PRINTED)
    if (first := printed.order_by("pk").first()) is not None:
        left = _("%(left)d ubrukte koder igjen") % {"left": printed.filter(used_at=None).count()}
        found.append(Factor(str(Kind.PAPER), first.pk, _("Ark med engangskoder"), left, False))
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
    today = localdate(at)
    rows = SignIn.objects.filter(person=person, started_at__isnull=False, seen_at__isnull=False)
    sign_ins = tuple(
        Seen(
            handle=handle_of(row.session_key),
            device=row.device or _("Ukjent enhet"),
            since=moment_in_words(row.started_at, today),
            last=moment_in_words(row.seen_at, today),
            is_this=row.session_key == session_key,
        )
        for row in rows.order_by("-seen_at")
        if row.started_at is not None
        and row.seen_at is not None
        and (
            row.session_key == session_key or not is_over(reach, started_at=row.started_at, seen_at=row.seen_at, at=at)
        )
    )
    factors = tuple(_factors(person, today))
    return AccountPage(
        factors=factors,
        recovery_left=PaperCode.objects.filter(person=person, kind=PaperCode.Kind.RECOVERY, used_at=None).count(),
        has_app=any(factor.kind == Kind.APP for factor in factors),
        needs_factor=needs_factor(person),
        sign_ins=tuple(sorted(sign_ins, key=lambda seen: not seen.is_this)),
        idle=_in_hours(limit.idle.total_seconds() / 3600),
        absolute=_in_hours(limit.absolute.total_seconds() / 3600),
        email=person.email,
        phone=person.phone,
        next_path=next_path,
        app_url=_with_next(reverse("people:set_up_app"), next_path),
    )
