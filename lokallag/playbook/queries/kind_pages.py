"""The pages on which the organisation keeps its own library: the list of all kinds, and the form of one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.calendar.domain.explain import cycle_in_words, explain
from lokallag.calendar.domain.graph import Found, RuleCycle
from lokallag.calendar.domain.words import in_words
from lokallag.organisation.domain.anchors import ANCHOR_KINDS, UP, event_named
from lokallag.organisation.models import Kind, Unit
from lokallag.playbook.models import ActivityKind, Ring, Weight
from lokallag.playbook.queries.activity_page import Crumbs
from lokallag.playbook.queries.chapter_links import chapter_titles
from lokallag.playbook.queries.known_kinds import LibraryKind, library_of
from lokallag.playbook.queries.reckoning import Reckoner, deadlines_on, fixed_days, reckoner_for
from lokallag.playbook.queries.tips import TipRow, waiting_about
from lokallag.playbook.queries.year import LETTERS, Planner, planning_units
from lokallag.playbook.services.activities import with_own_rules

YEARS_SHOWN = 4
UNSAVED = 0


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind in the list."""

    name: str
    url: str
    letter: str
    about: str
    rule: str
    is_hidden: bool
    is_edited: bool


@dataclass(frozen=True, slots=True)
class KindGroup:
    """The kinds of one chapter."""

    key: str
    title: str
    rows: tuple[KindRow, ...]


@dataclass(frozen=True, slots=True)
class KindsPage:
    """All that ``playbook/kind_list.html`` shows."""

    title: str
    crumbs: Crumbs
    groups: tuple[KindGroup, ...]
    new_url: str


@dataclass(frozen=True, slots=True)
class RuleWords:
    """A rule as it explains itself: in a sentence, its days in years to come, and for whom; or what is wrong."""

    said: str
    whose: str
    days: tuple[str, ...]
    fault: str


@dataclass(frozen=True, slots=True)
class KindFormPage:
    """All that ``playbook/kind_form.html`` shows. ``tasks`` and ``materials`` are formsets."""

    title: str
    crumbs: Crumbs
    url: str
    form: forms.Form
    tasks: Any
    materials: Any
    offices: tuple[str, ...]
    rule: RuleWords
    tasks_url: str
    materials_url: str
    rule_url: str
    is_stale: bool
    is_hidden: bool
    public_url: str
    hide_url: str
    show_url: str
    tips: tuple[TipRow, ...]


def kinds_page(party: Unit, *, today: date) -> KindsPage:
    """Return all kinds by chapter, in the order of the library. Two queries."""
    reckoner = reckoner_for(party, year=today.year, today=today)
    titles = chapter_titles()
    groups: dict[str, list[KindRow]] = {key: [] for key in titles}
    for kind in reckoner.kinds.values():
        groups.setdefault(kind.chapter if kind.chapter in titles else "", []).append(_row(kind, reckoner))
    return KindsPage(
        title=_("Aktivitetene i dreieboka"),
        crumbs=((_("Årshjulet"), reverse("playbook:wheel")), (_("Aktivitetene i dreieboka"), None)),
        groups=tuple(
            KindGroup(key or "uten", titles.get(key, _("Uten kapittel")), tuple(rows))
            for key, rows in groups.items()
            if rows
        ),
        new_url=reverse("playbook:new_kind"),
    )


def _row(kind: LibraryKind, reckoner: Reckoner) -> KindRow:
    units = ", ".join(str(Kind(unit).label) for unit in kind.units)
    return KindRow(
        name=kind.name,
        url=reverse("playbook:edit_kind", args=[kind.key]),
        letter=LETTERS[Ring(kind.ring)],
        about=f"{Weight(kind.weight).label} · {units}",
        rule=reckoner.rule_words(kind),
        is_hidden=kind.is_hidden,
        is_edited=kind.is_edited,
    )


def events_to_count_from(kind: ActivityKind | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return what the day of a kind can be counted from, in two groups: set days, and the other kinds."""
    own = kind.rule.get("event") if kind is not None else None
    others = ActivityKind.objects.order_by("name").exclude(pk=UNSAVED if kind is None else kind.pk)
    found = [
        (key, name)
        for key, name, hidden in others.values_list("key", "name", "hidden_at")
        if hidden is None or key == own
    ]
    days = [(each.key, str(each.label)) for each in ANCHOR_KINDS]
    days += [(key, event_named(key).capitalize()) for key in UP]
    return [(_("Faste dager"), days), (_("Andre aktiviteter"), found)]


def rule_words(
    party: Unit, kind: ActivityKind | None, raw: Mapping[str, Any] | None, units: list[str], *, today: date
) -> RuleWords:
    """Return how a rule explains itself, with its days in the years to come.

    :param kind: the kind that gets the rule; ``None`` for a new one
    :param raw: the rule as it is stored; ``None`` where it is not written whole yet
    """
    if raw is None:
        return RuleWords("", "", (), _("Fyll ut resten, så står dagen her."))
    new = ActivityKind(pk=UNSAVED, key="", name=_("denne aktiviteten"), ring=Ring.MEETING)
    mine = kind or new
    kinds = list(ActivityKind.objects.order_by("position", "pk"))
    kinds = [each for each in kinds if each.pk != mine.pk] + [mine]
    before, mine.rule = mine.rule, dict(raw)
    names = {each.key: f"«{each.name}»" for each in kinds}
    years = range(today.year, today.year + YEARS_SHOWN)
    try:
        reckoner = Reckoner(
            party=party,
            library=library_of(kinds),
            fixed=fixed_days(range(today.year - 2, today.year + YEARS_SHOWN + 2)),
            deadlines=deadlines_on(party, today),
            own=with_own_rules(today.year),
        )
    except RuleCycle as error:
        fault = cycle_in_words(error.keys, lambda key: names.get(str(key)) or event_named(key))
        return RuleWords("", "", (), fault)
    except ValueError:
        return RuleWords("", "", (), _("Dagen kan ikke regnes ut slik. Se over tallene."))
    else:
        unit = _example(party, units, today)
        said = reckoner.rule_words(mine)
        days = [_day(reckoner, mine, unit, year) for year in years]
        return RuleWords(said[:1].upper() + said[1:], unit.name, tuple(days), "")
    finally:
        mine.rule = before


def _example(party: Unit, units: list[str], today: date) -> Planner:
    if not units or Kind.MUNICIPAL in units:
        return party
    return next((unit for unit in planning_units(today) if unit.kind in units), party)


def _day(reckoner: Reckoner, kind: ActivityKind, unit: Planner, year: int) -> str:
    answer = reckoner.suggested(kind, unit.pk, year)
    if isinstance(answer, Found):
        first = in_words(answer.day, weekday=True)
        words = first if answer.day == answer.last else f"{first}–{in_words(answer.last, weekday=True)}"
        return words if answer.is_confirmed else _("%(day)s (ventet)") % {"day": words}
    if answer is None:
        return _("Ikke i %(year)d") % {"year": year}
    why = explain(reckoner.graph.rules[kind.key], answer, reckoner.named)
    return _("%(year)d: %(why)s") % {"year": year, "why": why}


def kind_form_page(
    kind: ActivityKind | None,
    *,
    form: forms.Form,
    tasks: Any,
    materials: Any,
    rule: RuleWords,
    offices: tuple[str, ...],
    is_stale: bool = False,
) -> KindFormPage:
    """Return the page on which a kind is written, or a new one where ``kind`` is ``None``."""
    title = _("Ny aktivitet") if kind is None else _("Rediger «%(name)s»") % {"name": kind.name}
    key = [] if kind is None else [kind.key]
    url = reverse("playbook:edit_kind", args=key) if key else reverse("playbook:new_kind")
    return KindFormPage(
        title=title,
        crumbs=((_("Aktivitetene i dreieboka"), reverse("playbook:kinds")), (title, None)),
        url=url,
        form=form,
        tasks=tasks,
        materials=materials,
        offices=offices,
        rule=rule,
        tasks_url=f"{url}#oppgaver",
        materials_url=f"{url}#utstyr",
        rule_url=f"{url}#regel-i-ord",
        is_stale=is_stale,
        is_hidden=kind is not None and kind.is_hidden,
        public_url=reverse("playbook:kind", args=key) if key else "",
        hide_url=reverse("playbook:hide_kind", args=key) if kind is not None and not kind.is_hidden else "",
        show_url=reverse("playbook:show_kind", args=key) if kind is not None and kind.is_hidden else "",
        tips=() if kind is None else waiting_about(kind),
    )
