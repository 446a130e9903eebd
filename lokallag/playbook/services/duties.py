"""Writing the division of labour: a draft that is edited duty by duty, published in one press, and then unchanged."""

from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.local import local_date
from lokallag.core import audit
from lokallag.core.constraints import speaking
from lokallag.core.errors import RuleViolation
from lokallag.core.stale import check_fresh, fingerprint
from lokallag.organisation.models import Anchor
from lokallag.organisation.queries import main_unit
from lokallag.people.models import Person
from lokallag.playbook.domain.duties import REVIEW_DAY, DutySpec, read_duties
from lokallag.playbook.domain.lifecycle import State, may_move
from lokallag.playbook.models import Duty, DutyVersion, PlannedActivity
from lokallag.playbook.services.activities import skip_activity
from lokallag.playbook.services.days import clear_day, set_day

FILE = Path(__file__).resolve().parents[1] / "data" / "duties.toml"
FIELDS = {
    "duty_has_a_name_and_an_area": "name",
    "duty_has_somebody": "does",
    "duty_version_published_is_adopted": "adopted_by",
}
MOST_NAME, MOST_AREA, MOST_WHY = 120, 80, 600


@transaction.atomic
def load_duties(*, by: Person | None, at: datetime) -> int:
    """Write the first draft of the division of labour from the file, once. Returns how many duties were written.

    Where there is any version already, nothing is touched: from then on it is the organisation's own.
    """
    if DutyVersion.objects.exists():
        return 0
    version = DutyVersion.objects.create(number=1, begun_at=at)
    duties = read_duties(FILE.read_text(encoding="utf-8"))
    Duty.objects.bulk_create(_row(version, duty, position) for position, duty in enumerate(duties))
    audit.record("playbook.edit_duties", actor=by, target=version, at=at, details={"loaded": len(duties)})
    return len(duties)


@transaction.atomic
def begin_draft(*, by: Person, at: datetime) -> DutyVersion:
    """Begin a draft as the newest version stands, or from the file where there is none. One that is there is kept."""
    load_duties(by=by, at=at)
    return _draft(by=by, at=at)


@transaction.atomic
def edit_duty(*, key: str, values: DutySpec, by: Person, at: datetime, seen: str | None = None) -> Duty:
    """Change a duty in the draft, which is begun from the published version where there is none. Its key stays.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it was taken out of the draft, or something is missing or too long
    """
    duty = _duty_of(_draft(by=by, at=at), key)
    check_fresh(seen, duty.fingerprint)
    values = _checked(values)
    if values.area != duty.area:
        duty.position = _position_in(duty.version, values.area)
    duty.name, duty.area, duty.why, duty.chapter = values.name, values.area, values.why, values.chapter
    duty.does, duty.decides, duty.told = list(values.does), list(values.decides), list(values.told)
    with speaking(FIELDS):
        duty.save()
    audit.record("playbook.edit_duties", actor=by, target=duty.version, at=at, details={"changed": key})
    return duty


@transaction.atomic
def add_duty(*, values: DutySpec, by: Person, at: datetime) -> Duty:
    """Add a duty to the draft, last in its area. Its key is made of its name.

    :raises RuleViolation: something is missing or too long
    """
    version = _draft(by=by, at=at)
    values = _checked(values)
    row = _row(version, values, _position_in(version, values.area))
    row.key = _free_key(version, values.name)
    with speaking(FIELDS):
        row.save()
    audit.record("playbook.edit_duties", actor=by, target=version, at=at, details={"added": row.key})
    return row


@transaction.atomic
def remove_duty(*, key: str, by: Person, at: datetime, seen: str | None = None) -> None:
    """Take a duty out of the draft. It stays in the versions that are published.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: it was taken out already, or is the last one
    """
    duty = _duty_of(_draft(by=by, at=at), key)
    check_fresh(seen, duty.fingerprint)
    if duty.version.duties.count() == 1:
        raise RuleViolation(_("Dette er den siste oppgaven. En arbeidsdeling uten oppgaver kan ikke publiseres."))
    audit.record("playbook.edit_duties", actor=by, target=duty.version, at=at, details={"removed": key})
    duty.delete()


@transaction.atomic
def discard_draft(*, by: Person, at: datetime, seen: str | None = None) -> None:
    """Throw the draft away; the published version stays as it is.

    :raises StalePage: somebody else changed it meanwhile
    :raises RuleViolation: there is no draft, or nothing is published yet
    """
    version = _locked_draft()
    if version is None:
        raise RuleViolation(_("Det finnes ikke noe utkast."))
    check_fresh(seen, draft_mark(version))
    if not DutyVersion.objects.filter(state=DutyVersion.State.PUBLISHED).exists():
        raise RuleViolation(_("Det første utkastet kan ikke forkastes. Ta bort de oppgavene dere ikke vil ha."))
    audit.record("playbook.edit_duties", actor=by, target=version, at=at, details={"discarded": version.number})
    version.delete()


@transaction.atomic
def publish_duties(
    *,
    adopted_on: date,
    adopted_by: str,
    review_on: date,
    by: Person | None,
    at: datetime,
    note: str = "",
    seen: str | None = None,
) -> DutyVersion:
    """Let the draft hold from now on, and put the day of the next review into the wheel.

    :param adopted_by: the meeting and where it stands in the minutes
    :param seen: the mark of the draft that was read (``draft_mark``)
    :raises StalePage: somebody else changed the draft meanwhile
    :raises RuleViolation: there is no draft, the days are the wrong way round, or the meeting is not named
    """
    version = _locked_draft()
    if version is None:
        raise RuleViolation(_("Det finnes ikke noe utkast å publisere."))
    check_fresh(seen, draft_mark(version))
    today = local_date(at)
    if adopted_on > today:
        raise RuleViolation(_("Dagen den ble vedtatt, kan ikke ligge fram i tid."), field="adopted_on")
    if review_on <= today:
        raise RuleViolation(_("Neste gjennomgang må ligge fram i tid."), field="review_on")
    version.state, version.published_at = DutyVersion.State.PUBLISHED, at
    version.adopted_on, version.adopted_by = adopted_on, _short(adopted_by, 200, "adopted_by")
    version.note = _short(note, 400, "note")
    with speaking(FIELDS):
        version.save()
    audit.record("playbook.publish_duties", actor=by, target=version, at=at, details={"number": version.number})
    set_review_day(review_on, by=by, at=at)
    return version


@transaction.atomic
def set_review_day(day: date, *, by: Person | None, at: datetime) -> None:
    """Set the day on which the board goes through the whole again. It stands once: one that lay ahead is moved.

    What stood in the wheel of another year is taken out of it.
    """
    today = local_date(at)
    party = main_unit(today)
    if party is None:
        raise RuleViolation(_("Organisasjonen er ikke satt opp ennå."))
    ahead = Anchor.objects.filter(unit=party, kind=REVIEW_DAY, day__gte=today).exclude(year=day.year)
    for anchor in ahead.order_by("year"):
        clear_day(unit=party, kind=REVIEW_DAY, year=anchor.year, by=by, at=at)
        stale = PlannedActivity.objects.filter(plan__unit=party, plan__year=anchor.year, kind__rule__event=REVIEW_DAY)
        for activity in stale:
            if by is not None and may_move(State(activity.state), State.SKIPPED):
                skip_activity(
                    activity=activity, reason=str(_("Gjennomgangen er flyttet til et annet år.")), by=by, at=at
                )
    set_day(unit=party, kind=REVIEW_DAY, year=day.year, day=day, is_confirmed=True, by=by, at=at)


def draft_mark(version: DutyVersion) -> str:
    """Return what a form about the whole draft carries along: it differs where any duty does."""
    return fingerprint(version.pk, sorted(duty.fingerprint for duty in version.duties.all()))


def _draft(*, by: Person, at: datetime) -> DutyVersion:
    """Return the draft, locked; begun as a copy of the newest version where there is none."""
    known = _locked_draft()
    if known is not None:
        return known
    newest = DutyVersion.objects.order_by("-number").first()
    with speaking(FIELDS):
        version = DutyVersion.objects.create(number=1 if newest is None else newest.number + 1, begun_at=at)
    if newest is not None:
        copied = newest.duties.order_by("position", "pk")
        Duty.objects.bulk_create(_row(version, duty.spec, position) for position, duty in enumerate(copied))
    audit.record("playbook.edit_duties", actor=by, target=version, at=at, details={"begun": version.number})
    return version


def _locked_draft() -> DutyVersion | None:
    return DutyVersion.objects.select_for_update().filter(state=DutyVersion.State.DRAFT).first()


def _duty_of(version: DutyVersion, key: str) -> Duty:
    duty = version.duties.select_related("version").filter(key=key).first()
    if duty is None:
        raise RuleViolation(_("Oppgaven er tatt ut av utkastet. Legg den til på nytt hvis den skal være med."))
    return duty


def _row(version: DutyVersion, spec: DutySpec, position: int) -> Duty:
    values: dict[str, Any] = {
        name: list(value) if isinstance(value, tuple) else value for name, value in asdict(spec).items()
    }
    return Duty(version=version, position=position, **values)


def _position_in(version: DutyVersion, area: str) -> int:
    """Return the place after the last duty of the area, or after all of them. Those after it move along by their pk."""
    last = (
        version.duties.filter(area=area).order_by("-position").first() or version.duties.order_by("-position").first()
    )
    return 0 if last is None else last.position


def _free_key(version: DutyVersion, name: str) -> str:
    base = slugify(name.translate(str.maketrans("æøåÆØÅ", "eoaeoa")))[:50] or "oppgave"
    taken = set(version.duties.values_list("key", flat=True))
    return next(key for key in (base, *(f"{base}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def _checked(values: DutySpec) -> DutySpec:
    return DutySpec(
        values.key,
        _short(values.name, MOST_NAME, "name"),
        _short(values.area, MOST_AREA, "area"),
        values.does,
        values.decides,
        values.told,
        _short(values.why, MOST_WHY, "why"),
        values.chapter,
    )


def _short(text: str, most: int, field: str) -> str:
    words = " ".join(text.split())
    if len(words) > most:
        raise RuleViolation(
            _("Skriv høyst %(most)d tegn. Nå er det %(now)d.") % {"most": most, "now": len(words)}, field=field
        )
    return words
