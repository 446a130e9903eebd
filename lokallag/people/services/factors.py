"""Second factors: an app's codes and codes on paper (ADR 0009). Each person has their own, whoever shares the address.

Nothing here removes a factor because somebody can read a mailbox: only who has given one changes them.
"""

import base64
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography.fernet import Fernet, InvalidToken
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from lokallag.core import audit
from lokallag.core.assurance import Reach
from lokallag.core.errors import RuleViolation
from lokallag.core.permissions import reach_of
from lokallag.people.domain import factors as rules
from lokallag.people.models import AppSecret, FactorTries, PaperCode, Passkey, Person
from lokallag.people.services.notices import Notice, notify

ONLY_FACTOR = _(
    "Du har et verv som lar deg se opplysninger om andre, og da må du ha minst én ekstra sikring. "
    "Legg til en ny først, så kan du fjerne denne."
)
WRONG_CODE = _("Koden stemmer ikke. Sjekk at klokka på telefonen går riktig, og skriv koden som vises nå.")
TOO_OLD_SETUP = _("Siden har stått åpen for lenge. Skann den nye koden og prøv igjen.")


class Kind(StrEnum):
    """The kinds of second factor."""

    APP = "app"
    PASSKEY = "passkey"
    PAPER = "paper"


class Outcome(StrEnum):
    """What came of a second factor that was given."""

    RIGHT = "right"
    WRONG = "wrong"
    NOT_A_CODE = "not_a_code"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a code. ``tries_left`` counts what remains of the window; ``paper_left`` the unused paper codes."""

    outcome: Outcome
    tries_left: int = 0
    paper_left: int | None = None


def _fernet() -> Fernet:
    """Return the seal of secrets at rest, under a key of its own that follows from the server's secret."""
    key = salted_hmac("lokallag.people.factors.seal", "v1", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _hash(person: Person, code: str) -> str:
    """Return the keyed hash of a paper code: without the server's secret nobody tries codes against the table."""
    return salted_hmac("lokallag.people.factors.paper", f"{person.pk}:{code}", algorithm="sha256").hexdigest()


def has_factor(person: Person) -> bool:
    """Tell whether the person has a second factor, and is asked for it. A used-up sheet still asks for a new sheet."""
    return (
        AppSecret.objects.filter(person=person).exists()
        or Passkey.objects.filter(person=person).exists()
        or PaperCode.objects.filter(person=person, kind=PaperCode.Kind.PRINTED).exists()
    )


def needs_factor(person: Person) -> bool:
    """Tell whether the person's offices let them see others' data today."""
    return reach_of(person) is not Reach.OWN


def offer_app(*, person: Person, at: datetime) -> tuple[str, str]:
    """Return a new secret for an app, and the same sealed for this person, which ``set_up_app`` takes back.

    Nothing is written: opening a page changes nothing.
    """
    secret = rules.new_secret()
    sealed = _fernet().encrypt_at_time(json.dumps([person.pk, secret]).encode(), int(at.timestamp()))
    return secret, sealed.decode()


def read_offer(*, person: Person, sealed: str, at: datetime) -> str:
    """Return the secret in an offer.

    :raises RuleViolation: the offer is too old, or was made to somebody else
    """
    try:
        ttl = int(rules.SETUP_GOOD_FOR.total_seconds())
        owner, secret = json.loads(_fernet().decrypt_at_time(sealed.encode(), ttl, int(at.timestamp())))
    except (InvalidToken, ValueError) as error:
        raise RuleViolation(TOO_OLD_SETUP) from error
    if owner != person.pk:
        raise RuleViolation(TOO_OLD_SETUP)
    return str(secret)


@transaction.atomic
def set_up_app(*, person: Person, sealed: str, code: str, by: Person | None, at: datetime) -> tuple[str, ...]:
    """Let codes from this app be the person's second factor; an app set up before stops. The first code proves it.

    Returns the recovery codes where the person had none before, to be shown once; else nothing.

    :raises RuleViolation: the offer is too old, or the code is not the app's
    """
    secret = read_offer(person=person, sealed=sealed, at=at)
    step = rules.accepted_step(secret, rules.clean(code), at=at, after=-1)
    if step is None:
        raise RuleViolation(WRONG_CODE, field="kode")
    _write_secret(person, secret, step=step, by=by, at=at)
    notify(person=person, notice=Notice.FACTOR_ADDED, at=at)
    return first_recovery_codes(person=person, by=by, at=at)


def first_recovery_codes(*, person: Person, by: Person | None, at: datetime) -> tuple[str, ...]:
    """Make recovery codes for who has none left, and return them; else return nothing."""
    has_codes = PaperCode.objects.filter(person=person, kind=PaperCode.Kind.RECOVERY, used_at=None).exists()
    return () if has_codes else _make_recovery_codes(person, by, at)


def _write_secret(person: Person, secret: str, *, step: int, by: Person | None, at: datetime) -> None:
    sealed = _fernet().encrypt_at_time(secret.encode(), int(at.timestamp())).decode()
    AppSecret.objects.update_or_create(
        person=person, defaults={"sealed": sealed, "last_step": step, "added_at": at, "used_at": None}
    )
    audit.record("people.add_factor", actor=by, target=person, at=at, details={"kind": str(Kind.APP)})


@transaction.atomic
def seed_app(*, person: Person, secret: str, at: datetime) -> None:
    """Give a person of a demo an app whose secret the demo knows. No notice; the codes count as everybody's."""
    _write_secret(person, secret, step=-1, by=None, at=at)


def next_app_code(*, person: Person, at: datetime) -> str:
    """Return the code that the person's app would be believed with, for the demo's page. Empty without an app."""
    row = AppSecret.objects.filter(person=person).first()
    secret = None if row is None else _open(row)
    return "" if row is None or secret is None else rules.app_code(secret, at=at, after=row.last_step)


def _open(row: AppSecret) -> str | None:
    """Return the secret, or ``None`` where it was sealed under another server secret: no code is right then."""
    try:
        return _fernet().decrypt(row.sealed.encode()).decode()
    except InvalidToken:
        return None


@transaction.atomic
def make_recovery_codes(*, person: Person, by: Person | None, at: datetime) -> tuple[str, ...]:
    """Make ten recovery codes, to be shown once and kept on paper; those made before stop. Returns them."""
    codes = _make_recovery_codes(person, by, at)
    notify(person=person, notice=Notice.FACTOR_ADDED, at=at)
    return codes


def _make_recovery_codes(person: Person, by: Person | None, at: datetime) -> tuple[str, ...]:
    PaperCode.objects.filter(person=person, kind=PaperCode.Kind.RECOVERY).delete()
    codes = _write_codes(person, PaperCode.Kind.RECOVERY, at)
    audit.record("people.add_factor", actor=by, target=person, at=at, details={"kind": "recovery"})
    return codes


def _write_codes(person: Person, kind: PaperCode.Kind, at: datetime) -> tuple[str, ...]:
    codes = rules.new_codes()
    PaperCode.objects.bulk_create(
        [PaperCode(person=person, kind=kind, code_hash=_hash(person, code), made_at=at) for code in codes]
    )
    return tuple(rules.spaced(code) for code in codes)


@transaction.atomic
def use_code(*, person: Person, written: str, at: datetime) -> Tried:
    """Try a code as the person's second factor: from the app, or from paper. A right one is used up.

    Five wrong ones in a quarter of an hour, and none is taken until it is over. What cannot be a code is no try.
    """
    row, tries = _tries(person)
    left = tries.left(at=at)
    if not left:
        return Tried(Outcome.TOO_MANY)
    code = rules.clean(written)
    if not rules.is_app_code(code) and not rules.is_paper_code(code):
        return Tried(Outcome.NOT_A_CODE, left)
    kind = _use_app_code(person, code, at) if rules.is_app_code(code) else _use_paper_code(person, code, at)
    if kind is None:
        return _count_failure(row, tries, at)
    return passed(person=person, kind=kind, at=at)


def _tries(person: Person) -> tuple[FactorTries, rules.Tries]:
    """Return what is counted, its row locked: tries for one person come one after another."""
    FactorTries.objects.get_or_create(person=person)
    row = FactorTries.objects.select_for_update().get(person=person)
    return row, rules.Tries(row.failed, row.since)


def _count_failure(row: FactorTries, tries: rules.Tries, at: datetime) -> Tried:
    counted = rules.after_failure(tries, at=at)
    row.failed, row.since = counted.failed, counted.since
    row.save(update_fields=["failed", "since"])
    left = counted.left(at=at)
    return Tried(Outcome.WRONG if left else Outcome.TOO_MANY, left)


@transaction.atomic
def passed(*, person: Person, kind: Kind, at: datetime) -> Tried:
    """Write down that a second factor was given and was right. Returns it, with how many paper codes are left."""
    FactorTries.objects.filter(person=person).update(failed=0, since=None)
    audit.record("people.use_factor", actor=person, target=person, at=at, details={"kind": str(kind)})
    left = PaperCode.objects.filter(person=person, used_at=None).count() if kind is Kind.PAPER else None
    return Tried(Outcome.RIGHT, rules.MOST_TRIES, left)


def _use_app_code(person: Person, code: str, at: datetime) -> Kind | None:
    row = AppSecret.objects.select_for_update().filter(person=person).first()
    secret = None if row is None else _open(row)
    if row is None or secret is None:
        return None
    step = rules.accepted_step(secret, code, at=at, after=row.last_step)
    if step is None:
        return None
    row.last_step, row.used_at = step, at
    row.save(update_fields=["last_step", "used_at"])
    return Kind.APP


def _use_paper_code(person: Person, code: str, at: datetime) -> Kind | None:
    used = PaperCode.objects.filter(person=person, code_hash=_hash(person, code), used_at=None).update(used_at=at)
    return Kind.PAPER if used else None


@transaction.atomic
def print_codes(*, person: Person, seen: str, by: Person | None, at: datetime) -> tuple[str, ...]:
    """Make a sheet of ten one-time codes for somebody without a smartphone; an earlier sheet stops. Returns them.

    :param seen: how one saw who it is, a word for the log
    :param by: ``None`` is a command on the server

    :raises RuleViolation: somebody prints for themselves: another officer has to see who they are
    """
    if by is not None and person.pk == by.pk:
        raise RuleViolation(_("Du kan ikke skrive ut koder til deg selv. Be en annen i styret om det."))
    PaperCode.objects.filter(person=person, kind=PaperCode.Kind.PRINTED).delete()
    codes = _write_codes(person, PaperCode.Kind.PRINTED, at)
    audit.record("people.add_factor", actor=by, target=person, at=at, details={"kind": "printed", "seen": seen})
    notify(person=person, notice=Notice.CODES_PRINTED, at=at)
    return codes


@transaction.atomic
def remove_app(*, person: Person, by: Person, at: datetime) -> bool:
    """Stop the codes of the person's app. Returns whether there was one.

    :raises RuleViolation: it is the only second factor of somebody who needs one
    """
    keep_one(person, without=Kind.APP)
    removed, _tables = AppSecret.objects.filter(person=person).delete()
    if removed:
        after_removal(person=person, kind=Kind.APP, by=by, at=at)
    return bool(removed)


def keep_one(person: Person, *, without: Kind, key: int = 0) -> None:
    """Refuse to leave somebody who needs a second factor with none.

    :raises RuleViolation: nothing but what is to be removed is left
    """
    _tries(person)  # two removals at once wait for each other
    left = [
        without is not Kind.APP and AppSecret.objects.filter(person=person).exists(),
        Passkey.objects.filter(person=person).exclude(pk=key).exists(),
        PaperCode.objects.filter(person=person, kind=PaperCode.Kind.PRINTED, used_at=None).exists(),
    ]
    if not any(left) and needs_factor(person):
        raise RuleViolation(ONLY_FACTOR)


def after_removal(*, person: Person, kind: Kind, by: Person, at: datetime) -> None:
    """Log that a factor is gone, tell the person, and drop the recovery codes of who has no factor any more."""
    audit.record("people.remove_factor", actor=by, target=person, at=at, details={"kind": str(kind)})
    if not has_factor(person):
        PaperCode.objects.filter(person=person).delete()
    notify(person=person, notice=Notice.FACTOR_REMOVED, at=at)
