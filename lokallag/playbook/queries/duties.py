"""The pages of the division of labour: as it holds, one duty, the draft, the versions and what differs between them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from lokallag.calendar.domain.words import in_words
from lokallag.core.permissions import Asker, may
from lokallag.organisation.models import Anchor, Unit
from lokallag.playbook.domain.duties import REVIEW_DAY, ChangeKind, DutyChange, DutySpec, Party, compare
from lokallag.playbook.models import PARTIES, Duty, DutyVersion
from lokallag.playbook.queries.chapter_links import chapter_titles, chapter_url
from lokallag.playbook.queries.unclear import StandingLine, standing_lines

Crumbs = tuple[tuple[str, str | None], ...]
ASKED = {
    Party.BRANCH: gettext_noop("Hva gjør avdelingen?"),
    Party.BOARD: gettext_noop("Hva gjør styret?"),
    Party.MUNICIPAL_PARTY: gettext_noop("Hva gjør årsmøtet?"),
    Party.COUNCIL_GROUP: gettext_noop("Hva gjør gruppa?"),
    Party.NETWORK: gettext_noop("Hva gjør nettverkene?"),
    Party.CAMPAIGN_COMMITTEE: gettext_noop("Hva gjør kampanjeutvalget?"),
}
SHORT_NAMES = {
    Party.BRANCH: gettext_noop("Avdelingen"),
    Party.BOARD: gettext_noop("Styret"),
    Party.MUNICIPAL_PARTY: gettext_noop("Årsmøtet"),
    Party.COUNCIL_GROUP: gettext_noop("Gruppa"),
    Party.NETWORK: gettext_noop("Nettverkene"),
    Party.CAMPAIGN_COMMITTEE: gettext_noop("Kampanjeutvalget"),
}
FIELD_WORDS = {
    "name": gettext_noop("Navn"),
    "area": gettext_noop("Område"),
    "does": gettext_noop("Gjør"),
    "decides": gettext_noop("Bestemmer"),
    "told": gettext_noop("Får vite"),
    "why": gettext_noop("Hvorfor"),
}
CHANGE_WORDS = {
    ChangeKind.NEW: (gettext_noop("Ny"), "ok"),
    ChangeKind.GONE: (gettext_noop("Tatt ut"), "danger"),
    ChangeKind.CHANGED: (gettext_noop("Endret"), "info"),
}


@dataclass(frozen=True, slots=True)
class Part:
    """Who has a part in a duty, and whether it is the one that was asked about."""

    name: str
    is_asked: bool


@dataclass(frozen=True, slots=True)
class DutyCard:
    """One duty as a card. ``standing`` is how it is in the reader's branches; ``edit_url`` is for who may change it."""

    key: str
    name: str
    url: str
    does: tuple[Part, ...]
    decides: tuple[Part, ...]
    told: tuple[Part, ...]
    why: str
    chapter: str
    chapter_url: str
    standing: tuple[StandingLine, ...] = ()
    edit_url: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """The duties of one area, in their order. ``id`` is where a link leads."""

    id: str
    name: str
    cards: tuple[DutyCard, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that chooses what the page shows."""

    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class DutiesPage:
    """All that ``playbook/duties.html`` shows. Addresses that are empty are pages the reader has no business on.

    ``told`` are the duties that the chosen party only hears of; ``standing`` what is unclear in the reader's branches.
    """

    title: str
    lead: str
    crumbs: Crumbs
    is_adopted: bool
    version: str
    review: str
    is_review_over: bool
    choices: tuple[Choice, ...]
    areas: tuple[Area, ...]
    told: tuple[DutyCard, ...]
    standing: tuple[StandingLine, ...]
    reviews: tuple[tuple[str, str], ...]
    overview_url: str
    versions_url: str
    draft_url: str
    draft_label: str
    begin_url: str
    add_url: str
    review_url: str


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """What one version did to a duty."""

    version: str
    url: str
    what: str
    lines: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class DutyPage:
    """All that ``playbook/duty.html`` shows. ``standing`` is how it is in each branch that the reader may see."""

    title: str
    crumbs: Crumbs
    card: DutyCard
    standing: tuple[StandingLine, ...]
    history: tuple[HistoryRow, ...]
    edit_url: str


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One duty that differs between two versions: what became of it, and each line before and after."""

    name: str
    what: str
    tag: str
    lines: tuple[tuple[str, str, str], ...]


def published() -> DutyVersion | None:
    """Return the version that holds, or ``None`` before the first is published."""
    return DutyVersion.objects.filter(state=DutyVersion.State.PUBLISHED).order_by("-number").first()


def draft() -> DutyVersion | None:
    """Return the version that is being written, if any."""
    return DutyVersion.objects.filter(state=DutyVersion.State.DRAFT).first()


def duties_in(version: DutyVersion) -> list[Duty]:
    """Return the duties of a version in their order."""
    return list(version.duties.order_by("position", "pk"))


def next_review(party: Unit, today: date) -> date | None:
    """Return the day of the next review of the whole; where none lies ahead, the latest that was set."""
    days = list(Anchor.objects.filter(unit=party, kind=REVIEW_DAY).order_by("day").values_list("day", flat=True))
    return next((day for day in days if day >= today), days[-1] if days else None)


def party_names(parties: Iterable[str]) -> str:
    """Return the parties in words."""
    return ", ".join(str(PARTIES[Party(each)]) for each in parties)


def version_words(version: DutyVersion) -> str:
    """Return which version it is, and what it rests on."""
    if version.adopted_on is None:
        return _("Utkast til versjon %(n)d") % {"n": version.number}
    return _("Versjon %(n)d, vedtatt %(day)s (%(where)s)") % {
        "n": version.number,
        "day": in_words(version.adopted_on),
        "where": version.adopted_by,
    }


def areas_of(
    duties: Sequence[Duty],
    *,
    asked: str = "",
    standing: Mapping[str, tuple[StandingLine, ...]] | None = None,
    edits: bool = False,
) -> tuple[Area, ...]:
    """Return the duties as cards by area, areas in the order of their first duty."""
    found: dict[str, list[DutyCard]] = {}
    for duty in duties:
        found.setdefault(duty.area, []).append(card_of(duty, asked=asked, standing=standing, edits=edits))
    return tuple(Area(f"omrade-{n}", name, tuple(cards)) for n, (name, cards) in enumerate(found.items(), start=1))


def card_of(
    duty: Duty,
    *,
    asked: str = "",
    standing: Mapping[str, tuple[StandingLine, ...]] | None = None,
    edits: bool = False,
) -> DutyCard:
    """Return one duty as a card."""
    names = chapter_titles()
    return DutyCard(
        key=duty.key,
        name=duty.name,
        url=reverse("playbook:duty", args=[duty.key]),
        does=_parts(duty.does, asked),
        decides=_parts(duty.decides, asked),
        told=_parts(duty.told, asked),
        why=duty.why,
        chapter=names.get(duty.chapter, ""),
        chapter_url=chapter_url(duty.chapter),
        standing=(standing or {}).get(duty.key, ()),
        edit_url=reverse("playbook:edit_duty", args=[duty.key]) if edits else "",
    )


def _parts(parties: Iterable[str], asked: str) -> tuple[Part, ...]:
    return tuple(Part(str(PARTIES[Party(each)]), each == asked) for each in parties)


def duties_page(party: Unit, *, asked: str, viewer: Asker, today: date) -> DutiesPage:
    """Return the division of labour as it holds; with ``asked``, the part of one party."""
    from lokallag.playbook.queries.reviews import review_links

    version, pending = published(), draft()
    duties = [] if version is None else duties_in(version)
    standing = standing_lines(viewer, today)
    edits = may(viewer, "playbook.edit_duties")
    chosen = [duty for duty in duties if not asked or duty.spec.acts(asked)]
    told = [duty for duty in duties if asked and duty.spec.concerns(asked) and not duty.spec.acts(asked)]
    day = next_review(party, today)
    here = reverse("playbook:duties")
    has_draft = edits and pending is not None
    return DutiesPage(
        title=_(ASKED[Party(asked)]) if asked else _("Hvem gjør hva"),
        lead=_("For hver oppgave står det hvem som gjør den, hvem som bestemmer, og hvem som får vite.")
        if version is not None
        else _("Styret har ikke vedtatt noen arbeidsdeling ennå."),
        crumbs=((_("Årshjulet"), reverse("playbook:wheel")), (_("Arbeidsdeling"), None)),
        is_adopted=version is not None,
        version="" if version is None else version_words(version),
        review="" if day is None else in_words(day, today),
        is_review_over=day is not None and day < today,
        choices=(
            Choice(_("Alle"), here, not asked),
            *(Choice(_(word), f"{here}?hvem={each.value}", asked == each) for each, word in SHORT_NAMES.items()),
        )
        if version is not None
        else (),
        areas=areas_of(chosen, asked=asked, standing=_by_key(standing), edits=edits),
        told=tuple(card_of(duty, asked=asked) for duty in told),
        standing=tuple(line for line in standing if line.is_open),
        reviews=review_links(viewer, today),
        overview_url=reverse("playbook:duty_overview", args=[today.year])
        if may(viewer, "playbook.see_duty_overview")
        else "",
        versions_url=reverse("playbook:duty_versions") if version is not None else "",
        draft_url=reverse("playbook:duty_draft") if has_draft else "",
        draft_label="" if pending is None else version_words(pending),
        begin_url=reverse("playbook:begin_draft") if edits and pending is None else "",
        add_url=reverse("playbook:add_duty") if edits and version is not None else "",
        review_url=reverse("playbook:day", args=[party.slug, REVIEW_DAY, day.year])
        if day is not None and may(viewer, "organisation.set_anchor", party)
        else "",
    )


def _by_key(lines: Iterable[StandingLine]) -> dict[str, tuple[StandingLine, ...]]:
    found: dict[str, tuple[StandingLine, ...]] = {}
    for line in lines:
        found[line.key] = (*found.get(line.key, ()), line)
    return found


def duty_page(key: str, *, viewer: Asker, today: date) -> DutyPage | None:
    """Return one duty with its history and how it is in the branches; ``None`` where no published version has it."""
    rows = Duty.objects.filter(key=key, version__state=DutyVersion.State.PUBLISHED).select_related("version")
    found = list(rows.order_by("-version__number"))
    if not found:
        return None
    newest, current = found[0], published()
    edits = current is not None and newest.version_id == current.pk and may(viewer, "playbook.edit_duties")
    return DutyPage(
        title=newest.name,
        crumbs=((_("Arbeidsdeling"), reverse("playbook:duties")), (newest.name, None)),
        card=card_of(newest),
        standing=tuple(standing_lines(viewer, today, key=key)),
        history=tuple(_history(found)),
        edit_url=reverse("playbook:edit_duty", args=[key]) if edits else "",
    )


def _history(found: Sequence[Duty]) -> Iterable[HistoryRow]:
    """Yield what each version did to the duty, the newest first; versions that left it as it was are left out."""
    for at, duty in enumerate(found):
        before = found[at + 1] if at + 1 < len(found) else None
        changes = compare([] if before is None else [before.spec], [duty.spec])
        for change in changes:
            number = duty.version.number
            yield HistoryRow(
                version=version_words(duty.version),
                url=reverse("playbook:duty_version", args=[number]),
                what=_(CHANGE_WORDS[change.kind][0]),
                lines=_lines(change),
            )


def change_rows(before: Sequence[Duty], after: Sequence[Duty]) -> tuple[ChangeRow, ...]:
    """Return what differs from one version to another, duty by duty."""
    return tuple(
        ChangeRow(
            name="".join(duty.name for duty in (change.after or change.before,) if duty is not None),
            what=_(CHANGE_WORDS[change.kind][0]),
            tag=CHANGE_WORDS[change.kind][1],
            lines=_lines(change),
        )
        for change in compare([duty.spec for duty in before], [duty.spec for duty in after])
    )


def _lines(change: DutyChange) -> tuple[tuple[str, str, str], ...]:
    if change.before is None or change.after is None:
        return ()
    return tuple(
        (_(FIELD_WORDS[name]), said(change.before, name) or _("ingen"), said(change.after, name) or _("ingen"))
        for name in change.fields
    )


def said(duty: DutySpec, name: str) -> str:
    """Return one field of a duty in words."""
    value = getattr(duty, name)
    return party_names(value) if isinstance(value, tuple) else str(value)
