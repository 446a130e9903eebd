"""The page of the log: what was done and seen, newest first; one's own, or all of it for those who keep it."""

import contextlib
import re
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from lokallag.calendar.domain.local import local_date, midnight_before
from lokallag.calendar.domain.words import clock_in_words, in_words, month_name
from lokallag.core.audit import CHANGES_KEPT, ERASED, PERSON_KEYS, How, kept_since
from lokallag.core.models import Change, Look
from lokallag.core.permissions import may
from lokallag.membership.models import BranchChoice, Membership
from lokallag.membership.rules import visible_to
from lokallag.organisation.models import Term, Unit
from lokallag.people.models import Person
from lokallag.privacy.domain.act_words import LOOKED, OF_LOOKS, SAID, act_in_words, look_in_words

PAGE_SIZE = 50
NAMED = 3  # persons named in one row; the others are counted
RANKS = {"look": 1, "change": 0}  # which comes first of two rows of the same moment
CURSOR = re.compile(r"(-?\d{1,17})-([01])-(\d{1,18})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NONE = Q(pk__in=())
MICROSECOND = timedelta(microseconds=1)
HOW = {How.EXPORT.value: gettext_lazy("som fil"), How.PRINT.value: gettext_lazy("på papir")}  # where it left the screen


@dataclass(frozen=True, slots=True)
class LogRow:
    """One line of the log in words. ``who_url`` shows only what that person did; empty where there is no such page."""

    day: str
    clock: str
    who: str
    who_url: str
    what: str
    whom: str
    where: str


@dataclass(frozen=True, slots=True)
class LogPage:
    """All that ``web/log.html`` shows. ``shown_ids`` are the persons named on it, for the log of looks."""

    title: str
    lead: str
    form: "LogFilter"
    rows: tuple[LogRow, ...]
    names_shown: bool
    is_filtered: bool
    all_url: str
    newest_url: str
    older_url: str
    shown_ids: frozenset[int]


class LogFilter(forms.Form):
    """What to show of the log. Who did it is asked only of those who see what all have done."""

    says_optional = False

    hvem = forms.ChoiceField(label=gettext_lazy("Hvem"), required=False)
    hva = forms.ChoiceField(label=gettext_lazy("Hva"), required=False)
    maned = forms.ChoiceField(label=gettext_lazy("Måned"), required=False)

    def __init__(self, data: Mapping[str, str], *, viewer: Person, whole: bool, at: datetime) -> None:
        super().__init__(data)
        person = str(data.get("hvem", ""))
        self.fields["hva"].choices = [("", _("Alt")), *_acts(None if whole else viewer)]  # type: ignore[attr-defined]
        months = _months(_oldest(None if whole else viewer, at), at)
        self.fields["maned"].choices = [("", _("Alle måneder")), *months]  # type: ignore[attr-defined]
        if whole:
            self.fields["hvem"].choices = [("", _("Alle")), *_officers(person)]  # type: ignore[attr-defined]
        else:
            del self.fields["hvem"]

    def chosen(self) -> dict[str, str]:
        """Return what was chosen, leaving out what is no choice."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


def _acts(of: Person | None) -> list[tuple[str, str]]:
    """Return what one can ask for, in words: what ``of`` has done or seen, or all there is for ``None``."""
    done = {act: str(words) for act, words in SAID.items()}
    seen = {act + OF_LOOKS: str(words) for act, words in LOOKED.items()}
    if of is not None:
        changes = set(Change.objects.filter(actor_id=of.pk).values_list("act", flat=True).distinct())
        looks = set(Look.objects.filter(actor_id=of.pk).values_list("act", flat=True).distinct())
        done = {act: words for act, words in done.items() if act in changes or (act in looks and act not in LOOKED)}
        seen = {act + OF_LOOKS: seen[act + OF_LOOKS] for act in LOOKED if act in looks}
    return sorted([*done.items(), *seen.items()], key=lambda pair: pair[1])


def _oldest(of: Person | None, at: datetime) -> datetime:
    """Return when the first row in either log was written, of one person's or of all."""
    firsts = []
    for log in (Change, Look):
        rows = log._default_manager.order_by("pk") if of is None else log._default_manager.order_by("at")
        first = (rows if of is None else rows.filter(actor_id=of.pk)).values_list("at", flat=True).first()
        firsts.append(first or at)
    return max(min(firsts), kept_since(CHANGES_KEPT, at=at))


def _months(oldest: datetime, at: datetime) -> list[tuple[str, str]]:
    """Return the months from the first row on, newest first: "2026-11" and "november 2026"."""
    today, first = local_date(at), local_date(oldest)
    count = (today.year - first.year) * 12 + today.month - first.month + 1
    found = []
    for number in range(count):
        year, month = divmod(today.year * 12 + today.month - 1 - number, 12)
        day = date(year, month + 1, 1)
        found.append((f"{day:%Y-%m}", f"{month_name(day)} {day.year}"))
    return found


def _officers(key: str) -> list[tuple[str, str]]:
    """Return who holds or has held an office, by name, and the person asked for."""
    wanted = Q(pk__in=Term.objects.exclude(person=None).values("person_id"))
    with contextlib.suppress(ValueError):
        wanted |= Q(key=uuid.UUID(key))
    return [(str(person.key), person.name) for person in Person.objects.filter(wanted).order_by("sort_key", "pk")]


def log_page(viewer: Person, asked: Mapping[str, str], *, at: datetime) -> LogPage:
    """Return one page of the log: fifty rows, the same number of queries however many.

    :param asked: the choices, and ``etter``, the last row of the page before
    """
    whole = may(viewer, "web.see_whole_log")
    form = LogFilter(asked, viewer=viewer, whole=whole, at=at)
    chosen = form.chosen()
    changes, looks = _rows(viewer, chosen, whole=whole, after=str(asked.get("etter", "")))
    both = sorted([*changes, *looks], key=_place, reverse=True)
    shown, rest = both[:PAGE_SIZE], both[PAGE_SIZE:]
    words = _Words(shown, viewer, local_date(at), whole=whole)
    url = reverse("web:log")
    older = {**chosen, "etter": "-".join(map(str, _cursor(shown[-1])))} if rest else {}
    return LogPage(
        title=_("Det som er gjort og sett") if whole else _("Det du har gjort og sett"),
        lead=_("Her står hvem som har gjort hva, og hvem som har sett opplysninger om medlemmer.")
        if whole
        else _("Her står det du har gjort i vervene dine, og hvem du har sett opplysninger om."),
        form=form,
        rows=tuple(words.row(each) for each in shown),
        names_shown=whole,
        is_filtered=bool(chosen),
        all_url=url,
        newest_url=_with(url, chosen) if asked.get("etter") else "",
        older_url=_with(url, older) if older else "",
        shown_ids=words.shown_ids(),
    )


def _with(url: str, chosen: Mapping[str, str]) -> str:
    return f"{url}?{urlencode(chosen)}" if chosen else url


def _rows(
    viewer: Person, chosen: Mapping[str, str], *, whole: bool, after: str
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the next rows of each log, one more than fit."""
    wanted = Q() if whole else Q(actor_id=viewer.pk)
    if "hvem" in chosen:
        wanted &= Q(actor_id__in=Person.objects.filter(key=chosen["hvem"]).values_list("pk", flat=True))
    of_changes, of_looks = Q(), Q()
    if "hva" in chosen:
        act = chosen["hva"].removesuffix(OF_LOOKS)
        wanted &= Q(act=act)
        if act in LOOKED:  # its looks are asked for by themselves
            of_changes, of_looks = (NONE, Q()) if chosen["hva"] != act else (Q(), NONE)
    if "maned" in chosen:
        first = date.fromisoformat(f"{chosen['maned']}-01")
        following = (first + timedelta(days=31)).replace(day=1)
        wanted &= Q(at__gte=midnight_before(first), at__lt=midnight_before(following))
    shared = ("pk", "act", "actor_id", "at")
    changes = _next(Change.objects.filter(wanted & of_changes), "change", after).values(
        *shared, "target_kind", "target_id", "details"
    )
    looks = _next(Look.objects.filter(wanted & of_looks), "look", after).values(
        *shared, "how", "unit_id", first_ids=F(f"person_ids__0_{NAMED}"), seen=F("person_ids__len")
    )
    return [{**row, "log": "change"} for row in changes], [{**row, "log": "look"} for row in looks]


def _next(rows: QuerySet[Any], log: str, after: str) -> QuerySet[Any]:
    found = CURSOR.fullmatch(after)
    if found is not None:
        try:
            moment = EPOCH + int(found[1]) * MICROSECOND
        except OverflowError:
            return rows.none()
        rank, number = int(found[2]), int(found[3])
        earlier = Q(at__lt=moment)
        if RANKS[log] < rank:
            earlier |= Q(at=moment)
        elif RANKS[log] == rank:
            earlier |= Q(at=moment, pk__lt=number)
        rows = rows.filter(earlier)
    return rows.order_by("-at", "-pk")[: PAGE_SIZE + 1]


def _place(row: Mapping[str, Any]) -> tuple[datetime, int, int]:
    return row["at"], RANKS[row["log"]], row["pk"]


def _cursor(row: Mapping[str, Any]) -> tuple[int, int, int]:
    at, rank, number = _place(row)
    return (at - EPOCH) // MICROSECOND, rank, number


class _Words:
    """Turns rows into words: who, whom and where by name, as far as the reader may see them."""

    def __init__(self, rows: list[dict[str, Any]], viewer: Person, today: date, *, whole: bool) -> None:
        self.viewer, self.today, self.whole = viewer, today, whole
        changes = [row for row in rows if row["log"] == "change"]
        targets = _targets(changes)
        self.concerned = {id(row): _concerned(row, targets) for row in rows}
        ids = {person for found in self.concerned.values() for person in found} - {ERASED}
        actors = {row["actor_id"] for row in rows} - {None}
        members = set(visible_to(viewer, today).filter(person_id__in=ids).values_list("person_id", flat=True))
        officers = Term.objects.filter(person_id__in=ids | actors).values_list("person_id", flat=True)
        self.may_name = members | set(officers) | {viewer.pk} | (actors if whole else set())
        self.persons = Person.objects.only("key", "given_name", "family_name").in_bulk((ids | actors) & self.may_name)
        self.unit_of = {id(row): _unit_of(row, targets) for row in rows}
        self.units = Unit.objects.named(today).in_bulk({unit for unit in self.unit_of.values() if unit is not None})

    def row(self, row: Mapping[str, Any]) -> LogRow:
        """Return one row in words."""
        actor = self.persons.get(row["actor_id"])
        unit = self.units.get(self.unit_of[id(row)] or 0)
        what = look_in_words(row["act"]) if row["log"] == "look" else act_in_words(row["act"])
        if row["log"] == "look" and row["how"] in HOW:
            what = f"{what} ({HOW[row['how']]})"
        return LogRow(
            day=in_words(local_date(row["at"]), self.today),
            clock=clock_in_words(row["at"]),
            who=self._actor(row["actor_id"], actor),
            who_url=f"{reverse('web:log')}?hvem={actor.key}" if self.whole and actor is not None else "",
            what=what,
            whom=self._whom(row),
            where="" if unit is None else unit.name,
        )

    def shown_ids(self) -> frozenset[int]:
        """Return the persons named on the page."""
        return frozenset(self.persons)

    def _actor(self, actor_id: int | None, actor: Person | None) -> str:
        if actor_id is None:
            return _("Serveren selv")
        return actor.name if actor is not None else _("En som ikke er her lenger")

    def _whom(self, row: Mapping[str, Any]) -> str:
        ids = self.concerned[id(row)]
        total = row["seen"] if row["log"] == "look" else len(ids)
        names = [self.persons[person].name for person in ids[:NAMED] if person in self.persons]
        others = total - len(names)
        if not others:
            return ", ".join(names)
        if names:
            return _("%(names)s og %(others)d til") % {"names": ", ".join(names), "others": others}
        return ngettext("%(n)d person", "%(n)d personer", others) % {"n": others}


@dataclass(frozen=True, slots=True)
class _Target:
    """What the target of a change leads to."""

    person_id: int | None = None
    unit_id: int | None = None


def _targets(changes: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], _Target]:
    """Return, by kind and number, the person and the unit that each target belongs to."""
    ids: dict[str, set[int]] = {}
    for row in changes:
        if row["target_id"].isdigit():
            ids.setdefault(row["target_kind"], set()).add(int(row["target_id"]))
    found: dict[tuple[str, str], _Target] = {}
    for kind, model, person, unit in (
        ("membership.membership", Membership, "person_id", None),
        ("membership.branchchoice", BranchChoice, "membership__person_id", "unit_id"),
        ("organisation.term", Term, "person_id", "office__unit_id"),
    ):
        rows = model._default_manager.filter(pk__in=ids.get(kind, ())).values_list("pk", person, unit or person)
        for number, person_id, unit_id in rows:
            found[kind, str(number)] = _Target(person_id, unit_id if unit else None)
    found |= {("people.person", str(number)): _Target(person_id=number) for number in ids.get("people.person", ())}
    found |= {
        ("organisation.unit", str(number)): _Target(unit_id=number) for number in ids.get("organisation.unit", ())
    }
    return found


def _concerned(row: Mapping[str, Any], targets: Mapping[tuple[str, str], _Target]) -> list[int]:
    """Return the first persons that a row is about, in order."""
    if row["log"] == "look":
        return list(row["first_ids"])
    target = targets.get((row["target_kind"], row["target_id"]))
    found = [] if target is None or target.person_id is None else [target.person_id]
    for key, value in row["details"].items():
        names_one = key in PERSON_KEYS or any(key.startswith(each) for each in PERSON_KEYS if each.endswith("_"))
        if names_one and type(value) is int and value not in found:
            found.append(value)
    return found


def _unit_of(row: Mapping[str, Any], targets: Mapping[tuple[str, str], _Target]) -> int | None:
    """Return the unit in which it was done or seen."""
    if row["log"] == "look":
        return row["unit_id"]  # type: ignore[no-any-return]
    target = targets.get((row["target_kind"], row["target_id"]))
    named = row["details"].get("unit")
    return named if type(named) is int else (None if target is None else target.unit_id)
