"""The board's overview: what waits, how the branches are manned, where members live against what they chose."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lokallag.calendar.domain.local import local_date, midnight_before
from lokallag.calendar.domain.words import in_words, moment_in_words
from lokallag.core.permissions import may
from lokallag.membership.queries import Elsewhere, Matrix, residence_matrix
from lokallag.networks.queries.board_cases import waiting_cases
from lokallag.networks.queries.evaluation_pages import evaluation_under_way
from lokallag.organisation.models import BoardContact, Term
from lokallag.organisation.queries import main_unit
from lokallag.organisation.queries.approval_pages import waiting_for
from lokallag.people.models import Person
from lokallag.playbook.queries.tips import count_waiting_tips
from lokallag.register.queries import what_waits
from lokallag.territory.domain.draft_lifecycle import State
from lokallag.territory.models import Division, DivisionLine, PostalCode
from lokallag.territory.queries import Branch, branches, held_codes, home, picture
from lokallag.web.domain import number_in_words, shown_count, whole_fives
from lokallag.web.queries.first_steps import FirstStepsPage, first_steps_page

SOON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thing that waits for the board. ``kind`` is the letter of its shape and colour."""

    kind: str
    title: str
    line: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class BranchRow:
    """How one branch is manned. Empty texts are what is missing."""

    name: str
    url: str
    colour: int
    leader: str
    contact: str
    members: str
    unit_url: str


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """Where members live, and how many of them chose each branch: texts in the order of the columns, then the sum.

    ``total`` is empty for readers who see rounded counts.
    """

    home: str
    colour: int
    cells: tuple["MatrixCell", ...]
    total: str


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One count. ``is_own`` marks those who chose the branch that answers where they live."""

    branch: str
    count: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class MatrixPage:
    """The matrix as a table: the columns are branches, then those who have chosen none."""

    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]
    totals: tuple[MatrixCell, ...]
    total: str
    own: str
    is_rounded: bool


@dataclass(frozen=True, slots=True)
class OverviewPage:
    """All that ``web/overview.html`` shows. ``first_steps`` is ``None`` for ordinary members, and when all is done."""

    title: str
    day: str
    first_steps: FirstStepsPage | None
    waiting: tuple[Waiting, ...]
    branches: tuple[BranchRow, ...]
    matrix: MatrixPage


def overview_page(viewer: Person, today: date, *, at: datetime | None = None) -> OverviewPage | None:
    """Return the board's overview, or ``None`` before the organisation has been set up.

    The number of queries is the same however many branches and members there are.

    :param at: the instant by which proposals expire; ``None`` is the beginning of the day
    """
    if main_unit(today) is None:
        return None
    exact = may(viewer, "web.see_small_counts")
    shown = branches(today)
    colours = picture(today).colours
    matrix = residence_matrix(today)
    contacts = _contacts(today)
    first_steps = _first_steps(viewer, today)
    waiting = (
        *_approvals(viewer, at or midnight_before(today)),
        *_register(viewer, today),
        *_codes(today),
        *_drafts(),
        *_manning(shown, contacts),
        *_ending(today),
        *_unplaced(matrix, viewer),
        *_tips(viewer),
        *_networks(viewer, today),
        *_evaluation(viewer),
    )
    return OverviewPage(
        title=first_steps.title if first_steps is not None and not waiting else _title(len(waiting)),
        day=in_words(today, weekday=True),
        first_steps=first_steps,
        waiting=waiting,
        branches=tuple(
            BranchRow(
                name=branch.name,
                url=branch.url,
                colour=colours.get(branch.pk, 0),
                leader=branch.leader,
                contact=contacts.get(branch.pk, ""),
                members=str(matrix.belonging_to(branch.pk) or "–"),
                unit_url=reverse("organisation:unit", args=[branch.slug]),
            )
            for branch in shown
        ),
        matrix=_matrix(matrix, colours, exact=exact),
    )


def _tips(viewer: Person) -> Iterator[Waiting]:
    if not may(viewer, "playbook.see_tips"):
        return
    count = count_waiting_tips()
    if count:
        title = ngettext("%(n)d tips venter på svar", "%(n)d tips venter på svar", count) % {"n": count}
        line = _("De kommer fra rapportene. Den som ga tipset, får svar.")
        yield Waiting("n", title, line, _("Les tipsene"), reverse("playbook:tips"))


def _networks(viewer: Person, today: date) -> Iterator[Waiting]:
    """Yield applications for networks that wait for the board. One query."""
    if not may(viewer, "networks.see_cases"):
        return
    found = waiting_cases(today)
    if found.count:
        title = ngettext("Én søknad om nettverk venter", "%(count)d søknader om nettverk venter", found.count) % {
            "count": found.count
        }
        line = _("Den første skal ha svar innen %(day)s.") % {"day": in_words(found.first_by)} if found.first_by else ""
        if found.late:
            line = ngettext("Fristen er ute for én av dem.", "Fristen er ute for %(n)d av dem.", found.late) % {
                "n": found.late
            }
        kind = "f" if found.late else "n"
        yield Waiting(kind, title, line, _("Les søknadene"), reverse("networks:cases"))


def _evaluation(viewer: Person) -> Iterator[Waiting]:
    """Yield the evaluation of the networks while the board works on it. One query."""
    if not may(viewer, "networks.see_evaluation"):
        return
    year = evaluation_under_way()
    if year is not None:
        title = _("Fagnettverkene skal evalueres før årsmøtet %(year)d") % {"year": year}
        line = _("Tallene kommer av seg selv. Styret skriver vurderingen, og rapporten blir en PDF.")
        yield Waiting("n", title, line, _("Se evalueringen"), reverse("networks:evaluation"))


def _first_steps(viewer: Person, today: date) -> FirstStepsPage | None:
    if not may(viewer, "web.see_first_steps"):
        return None
    found = first_steps_page(today)
    return None if found.is_done else found


def _title(count: int) -> str:
    if not count:
        return _("Ingenting venter på styret")
    words = number_in_words(count)
    return ngettext("Én ting venter på styret", "%(count)s ting venter på styret", count) % {
        "count": words[:1].upper() + words[1:]
    }


def _contacts(today: date) -> dict[int, str]:
    found = BoardContact.objects.filter(from_on__lte=today).exclude(until_on__lt=today).select_related("person")
    sitting = set(
        Term.objects.live(today)
        .filter(office__unit__kind="municipal", person__isnull=False)
        .exclude(office__title="deputy_member")
        .values_list("person_id", flat=True)
    )
    return {contact.branch_id: contact.person.name for contact in found if contact.person_id in sitting}


def _codes(today: date) -> Iterator[Waiting]:
    number = home(today)
    held = held_codes(number, today)
    ours = list(PostalCode.objects.with_addresses().filter(municipality=number).order_by("code"))
    if number and not ours and PostalCode.objects.exists():
        title = _("Kommunenummeret %(number)s har ingen postnumre") % {"number": number}
        line = _("Se etter om nummeret er skrevet riktig.")
        yield Waiting("f", title, line, _("Rett nummeret"), reverse("organisation:profile"))
    free = [str(code) for code in ours if code.pk not in held]
    if free:
        few = ", ".join(free[:4]) + (" …" if len(free) > 4 else "")
        title = ngettext("Ett postnummer har ingen avdeling", "%(count)d postnumre har ingen avdeling", len(free)) % {
            "count": len(free)
        }
        yield Waiting("f", title, few, _("Se områdene"), reverse("territory:areas"))


def _approvals(viewer: Person, at: datetime) -> Iterator[Waiting]:
    found = waiting_for(viewer, at=at)
    if found:
        title = ngettext("Én ting venter på at du godkjenner", "%(count)d ting venter på at du godkjenner", len(found))
        line = _("Den første utløper %(when)s.") % {"when": moment_in_words(found[0].expires_at, local_date(at))}
        yield Waiting("f", title % {"count": len(found)}, line, _("Se hva"), reverse("organisation:approvals"))


def _register(viewer: Person, today: date) -> Iterator[Waiting]:
    """Yield files of the member register that stand, and what it has otherwise than we, for who may bring files in."""
    if not may(viewer, "register.import_members"):
        return
    found = what_waits(viewer, today)
    if found.files:
        title = ngettext(
            "En fil fra medlemsregisteret venter", "%(count)d filer fra medlemsregisteret venter", found.files
        ) % {"count": found.files}
        line = _("Ingenting er endret før den er ført inn.")
        yield Waiting("f", title, line, _("Se filene"), reverse("register:imports"))
    if found.differences:
        title = ngettext("Ett avvik å gjøre opp", "%(count)d avvik å gjøre opp", found.differences) % {
            "count": found.differences
        }
        line = _("Medlemsregisteret har noe annet enn det medlemmet har valgt her.")
        yield Waiting("d", title, line, _("Se avvikene"), reverse("register:differences"))


def _drafts() -> Iterator[Waiting]:
    drafts = list(Division.objects.filter(state=State.DRAFT).order_by("made_at"))
    claims: dict[int, dict[str, int]] = {}
    lines = DivisionLine.objects.filter(division__in=drafts).values_list("division_id", "code_id")
    for division_id, code in lines:
        codes = claims.setdefault(division_id, {})
        codes[code] = codes.get(code, 0) + 1
    for draft in drafts:
        disputed = sorted(code for code, times in claims.get(draft.pk, {}).items() if times > 1)
        if disputed:
            line = ngettext(
                "%(codes)s står på to avdelinger. Velg før utkastet kan vedtas.",
                "%(codes)s står på to avdelinger hver. Velg før utkastet kan vedtas.",
                len(disputed),
            ) % {"codes": ", ".join(disputed)}
        else:
            line = _("Klart til å vedtas, gjelder fra %(day)s.") % {"day": in_words(draft.valid_from)}
        yield Waiting("d", draft.title, line, _("Åpne utkastet"), reverse("territory:draft", args=[draft.pk]))


def _manning(shown: tuple[Branch, ...], contacts: dict[int, str]) -> Iterator[Waiting]:
    for branch in shown:
        address = reverse("organisation:unit", args=[branch.slug])
        if not branch.leader:
            title = _("%(branch)s har ingen leder") % {"branch": branch.name}
            yield Waiting("d", title, _("Da ser ingen avdelingens medlemmer."), _("Se vervene"), address)
        if branch.pk not in contacts:
            title = _("%(branch)s har ingen kontakt i styret") % {"branch": branch.name}
            line = _("Avdelingen skal vite hvem i styret den kan ringe.")
            yield Waiting("n", title, line, _("Velg kontakt"), reverse("organisation:contact", args=[branch.slug]))


def _ending(today: date) -> Iterator[Waiting]:
    ending = Term.objects.live(today).filter(until_on__lte=today + SOON).order_by("until_on")
    terms = list(ending.values_list("until_on", flat=True))
    if terms and terms[0] is not None:
        title = ngettext("Ett verv går ut snart", "%(count)d verv går ut snart", len(terms)) % {"count": len(terms)}
        line = _("Det første slutter %(day)s. Da slutter også rettighetene.") % {"day": in_words(terms[0])}
        yield Waiting("d", title, line, _("Se vervene"), reverse("organisation:units"))


def _unplaced(matrix: Matrix, viewer: Person) -> Iterator[Waiting]:
    count = matrix.belonging_to(None)
    if count and may(viewer, "web.see_small_counts"):
        title = ngettext("Ett medlem har ingen avdeling", "%(count)d medlemmer har ingen avdeling", count) % {
            "count": count
        }
        line = _("De kan velge selv på Min side, eller be styret om hjelp.")
        yield Waiting("n", title, line, _("Se dem"), reverse("membership:unplaced"))


def _matrix(matrix: Matrix, colours: dict[int, int], *, exact: bool) -> MatrixPage:
    names = dict(matrix.branches)
    none_chosen = matrix.belonging_to(None) > 0
    columns: list[int | None] = [*names, *([None] if none_chosen else [])]
    label = {pk: names[pk] if pk is not None else _("Ingen valgt") for pk in columns}
    homes: list[tuple[int | Elsewhere, str]] = list(names.items())
    homes += [(where, str(ELSEWHERE[where]())) for where in matrix.elsewhere if not exact or matrix.living_in(where)]
    rows = tuple(
        MatrixRow(
            home=words,
            colour=0 if isinstance(where, Elsewhere) else colours.get(where, 0),
            cells=tuple(
                MatrixCell(label[pk], shown_count(matrix.count(where, pk), exact=exact), is_own=where == pk)
                for pk in columns
            ),
            total=str(matrix.living_in(where)) if exact else "",
        )
        for where, words in homes
    )
    everyone = sum(matrix.belonging_to(pk) for pk in columns)
    return MatrixPage(
        columns=tuple(label[pk] for pk in columns),
        rows=rows,
        totals=tuple(MatrixCell(label[pk], str(matrix.belonging_to(pk)), is_own=False) for pk in columns),
        total=str(everyone),
        own=_share_in_words(matrix, everyone, exact=exact),
        is_rounded=not exact,
    )


def _share_in_words(matrix: Matrix, everyone: int, *, exact: bool) -> str:
    """Return how many in a hundred belong where they live; to others than the register's officers, of whole fives."""
    counts = [matrix.count(pk, pk) for pk, _name in matrix.branches]
    if exact:
        percent = round(100 * sum(counts) / everyone) if everyone else 0
        return _("%(percent)d prosent av medlemmene hører til avdelingen der de bor.") % {"percent": percent}
    percent = 100 * sum(map(whole_fives, counts)) // everyone if everyone else 0
    return _("Minst %(percent)d prosent av medlemmene hører til avdelingen der de bor.") % {"percent": percent}


ELSEWHERE = {
    Elsewhere.NO_BRANCH: lambda: _("Der ingen avdeling svarer"),
    Elsewhere.OUTSIDE: lambda: _("Utenfor kommunen"),
    Elsewhere.UNKNOWN: lambda: _("Ukjent eller beskyttet adresse"),
}
