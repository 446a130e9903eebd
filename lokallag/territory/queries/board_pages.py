"""The pages of the board: who answers for what, gaps, disputes, drafts and history."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date
from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Unit
from lokallag.organisation.queries import name_on
from lokallag.territory.domain.codes import compact
from lokallag.territory.domain.draft_lifecycle import State
from lokallag.territory.models import Division, DivisionLine, PostalCode, RegisterLoad, Responsibility
from lokallag.territory.queries.branches import branches
from lokallag.territory.queries.divisions import held_codes
from lokallag.territory.queries.maps import Picture, picture
from lokallag.territory.queries.register import own_municipality


@dataclass(frozen=True, slots=True)
class AreaRow:
    """What one branch answers for on the day. ``people`` is about how many live there, or empty."""

    name: str
    url: str
    colour: int
    codes: str
    count: int
    people: str


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code that wants a decision: nobody answers for it, or a draft gives it to several."""

    code: str
    place: str
    held_by: str
    wanted_by: str
    people: str
    url: str


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One draft in the list."""

    title: str
    url: str
    state: str
    facts: str


@dataclass(frozen=True, slots=True)
class PastRow:
    """One time that a unit answered for a code."""

    name: str
    when: str
    decision: str


@dataclass(frozen=True, slots=True)
class AreasPage:
    """All that ``territory/area_list.html`` shows. ``day`` is the day asked for, in words; empty for today."""

    title: str
    lead: str
    municipality: str
    day: str
    asked_day: str
    asked_code: str
    day_problem: str
    rows: tuple[AreaRow, ...]
    gaps: tuple[CodeRow, ...]
    disputes: tuple[CodeRow, ...]
    drafts: tuple[DraftRow, ...]
    past: tuple[PastRow, ...]
    past_heading: str
    past_problem: str
    map: Picture | None
    chosen: str
    map_title: str
    may_manage: bool
    import_url: str
    register_url: str
    export_url: str
    has_register: bool
    has_areas: bool


def areas_page(
    *, viewer: Asker, today: date, day: date | None = None, asked_day: str = "", code: str = "", day_problem: str = ""
) -> AreasPage:
    """Return who answers for what on ``day`` (default today), what nobody answers for, and the drafts.

    :param code: a postal code whose history is asked for
    """
    on = day or today
    place = own_municipality()
    number = place.number if place else ""
    codes = {each.code: each for each in PostalCode.objects.with_addresses().filter(municipality=number)}
    held = {each: unit for each, unit in held_codes(number, on).items() if each in codes}
    drawn = picture(today) if on == today else None
    names = {unit.pk: unit for unit in Unit.objects.filter(pk__in=set(held.values())).named(on)}
    gaps = sorted(codes.keys() - held.keys())
    disputes = _disputes(number, codes, {each: names[unit].name for each, unit in held.items()}, on)
    drafts = _drafts(today)
    waiting = len({*gaps, *(row.code for row in disputes)})
    gaps = [each for each in gaps if each not in {row.code for row in disputes}]
    past, past_problem = _past(code, today) if code else ((), "")
    return AreasPage(
        title=_title(waiting, has_codes=bool(codes), day="" if on == today else in_words(on, today)),
        lead=_lead(len(codes), len(held), place.display_name if place else ""),
        municipality=place.display_name if place else "",
        day="" if on == today else in_words(on, today),
        asked_day=asked_day,
        asked_code=code,
        day_problem=day_problem,
        rows=_rows(held, codes, names, drawn, on),
        gaps=tuple(CodeRow(each, codes[each].display_place, "", "", _people(codes[each].weight), "") for each in gaps),
        disputes=disputes,
        drafts=drafts,
        past=past,
        past_heading=_("Hvem som har svart for %(code)s") % {"code": code},
        past_problem=past_problem,
        map=drawn,
        chosen="",
        map_title=_("Kart over avdelingene og det ingen svarer for"),
        may_manage=may(viewer, "territory.manage_areas"),
        import_url=reverse("territory:import"),
        register_url=reverse("territory:register"),
        export_url=reverse("territory:export") + ("" if on == today else f"?dato={on.isoformat()}"),
        has_register=PostalCode.objects.exists(),
        has_areas=drawn is not None and not drawn.is_empty,
    )


def _title(waiting: int, *, has_codes: bool, day: str) -> str:
    if not has_codes:
        return _("Hent inn postnumrene først")
    if day:
        return _("Områdene %(day)s") % {"day": day}
    if not waiting:
        return _("Alle postnumre har en avdeling")
    return ngettext("%(count)s postnummer må avklares", "%(count)s postnumre må avklares", waiting) % {"count": waiting}


def _lead(codes: int, held: int, municipality: str) -> str:
    if not codes:
        return _("Kartet og Finn din avdeling virker når postnummerregisteret er hentet inn.")
    return _("%(held)s av %(codes)s postnumre med adresser i %(municipality)s har en avdeling som svarer for dem.") % {
        "held": held,
        "codes": codes,
        "municipality": municipality,
    }


def _rows(
    held: Mapping[str, int],
    codes: Mapping[str, PostalCode],
    names: Mapping[int, Unit],
    drawn: Picture | None,
    on: date,
) -> tuple[AreaRow, ...]:
    by_unit: dict[int, list[str]] = {branch.pk: [] for branch in branches(on)}
    for code, unit_id in held.items():
        by_unit.setdefault(unit_id, []).append(code)
    shown = {branch.pk: (branch.name, branch.url) for branch in branches(on)}
    shown |= {
        pk: (unit.name, reverse("territory:branch", args=[unit.slug])) for pk, unit in names.items() if pk not in shown
    }
    return tuple(
        AreaRow(
            name=shown[pk][0],
            url=shown[pk][1],
            colour=drawn.colours.get(pk, 0) if drawn else 0,
            codes=compact(of_unit),
            count=len(of_unit),
            people=_people(sum(codes[code].weight or 0 for code in of_unit)),
        )
        for pk, of_unit in by_unit.items()
    )


def _people(weight: int | None) -> str:
    """About how many live there, to the nearest ten; empty where nobody has said."""
    return f"{round(weight, -1):,}".replace(",", "\u00a0") if weight else ""


def _disputes(number: str, codes: Mapping[str, PostalCode], held: Mapping[str, str], on: date) -> tuple[CodeRow, ...]:
    """Codes that an open draft gives to more than one branch, a row per code and draft."""
    lines = DivisionLine.objects.filter(division__state=State.DRAFT, division__municipality=number)
    claims: dict[tuple[int, str], list[str]] = {}
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=lines.values("unit")).named(on)}
    for line in lines.order_by("division_id", "code_id", "pk"):
        name = line.name if line.unit_id is None else names[line.unit_id]
        claims.setdefault((line.division_id, line.code_id), []).append(name)
    return tuple(
        CodeRow(
            code=code,
            place=codes[code].display_place,
            held_by=held.get(code, ""),
            wanted_by=_(" og ").join(wanted),
            people=_people(codes[code].weight),
            url=reverse("territory:draft", args=[draft]),
        )
        for (draft, code), wanted in claims.items()
        if len(wanted) > 1 and code in codes
    )


def _drafts(today: date) -> tuple[DraftRow, ...]:
    """Open drafts first, then the ten last that are closed."""
    found = list(Division.objects.filter(state=State.DRAFT).order_by("-made_at"))
    found += list(Division.objects.exclude(state=State.DRAFT).order_by("-closed_at")[:10])
    comments = Counter(
        Division.objects.filter(pk__in=[draft.pk for draft in found], comments__isnull=False).values_list(
            "pk", flat=True
        )
    )
    words = dict(Division._meta.get_field("state").flatchoices)
    rows = []
    for draft in found:
        count = comments[draft.pk]
        said = ngettext("%(count)s kommentar", "%(count)s kommentarer", count) % {"count": count}
        facts = _("Skal gjelde fra %(day)s · %(said)s") % {"day": in_words(draft.valid_from, today), "said": said}
        url = reverse("territory:draft", args=[draft.pk])
        rows.append(DraftRow(draft.title, url, "" if draft.state == State.DRAFT else str(words[draft.state]), facts))
    return tuple(rows)


def _past(code: str, today: date) -> tuple[tuple[PastRow, ...], str]:
    """Everybody who has answered for a code, newest first, and what is wrong with the code or an empty text."""
    rows = list(Responsibility.objects.filter(code=code).select_related("unit").order_by("-valid_from"))
    if not rows:
        if not PostalCode.objects.filter(code=code).exists():
            return (), _("%(code)s er ikke et postnummer i registeret. Et postnummer har fire siffer.") % {"code": code}
        return (), _("Ingen avdeling har svart for %(code)s.") % {"code": code}
    found = []
    for row in rows:
        day = min(row.valid_until or today, max(today, row.valid_from))
        name = name_on(row.unit, day)
        found.append(PastRow(name, _span(row.valid_from, row.valid_until, today), _decision(row, today)))
    return tuple(found), ""


def _span(first: date, last: date | None, today: date) -> str:
    if last is None:
        return _("fra %(first)s") % {"first": in_words(first, today)}
    return _("%(first)s til %(last)s") % {"first": in_words(first, today), "last": in_words(last, today)}


def _decision(row: Responsibility, today: date) -> str:
    if row.decided_on is None:
        return row.decision
    return _("%(decision)s, vedtatt %(day)s") % {"decision": row.decision, "day": in_words(row.decided_on, today)}


@dataclass(frozen=True, slots=True)
class LoadRow:
    """One import that was done."""

    what: str
    source: str
    when: str
    facts: str


def load_rows(today: date) -> tuple[LoadRow, ...]:
    """Return the ten last imports, newest first."""
    loads = RegisterLoad.objects.order_by("-loaded_at", "-pk")[:10]
    return tuple(
        LoadRow(
            what=str(RegisterLoad.Kind(load.kind).label),
            source=load.source,
            when=in_words(local_date(load.loaded_at), today),
            facts=_("%(codes)s i filen, %(changed)s endret") % {"codes": load.codes, "changed": load.changed},
        )
        for load in loads
    )
