"""Divide a municipality's postal codes among branches: what each gets, and each problem by name. Pure.

A *division* gives each postal code with addresses to at most one branch. A sheet may claim a code for two; then the
code is nobody's until someone decides. Post office boxes have no area and are never divided: they follow their place.
The sheet is the whole truth for its municipality: a code that it leaves out is answered for by nobody.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.translation import gettext as _

from lokallag.territory.domain import codes, names
from lokallag.territory.domain.branch_sheet import Sheet, SheetRow
from lokallag.territory.domain.known_names import KnownNames
from lokallag.territory.domain.postal_register import RegisterRow


class Kind(StrEnum):
    """What a problem is about."""

    CLAIMED_TWICE = "claimed_twice"
    NAME_TAKEN = "name_taken"
    MAYBE_SAME = "maybe_same"
    UNKNOWN_CHOICE = "unknown_choice"
    UNREADABLE = "unreadable"
    UNANSWERED = "unanswered"
    OTHER_MUNICIPALITY = "other_municipality"
    UNKNOWN_CODE = "unknown_code"
    GONE_CODE = "gone_code"
    NO_AREA = "no_area"
    LOST_ZERO = "lost_zero"
    NO_BRANCH = "no_branch"
    NO_CODES = "no_codes"
    TWO_SPELLINGS = "two_spellings"
    NAME_TWICE = "name_twice"
    ONE_LETTER_APART = "one_letter_apart"
    OTHER_PLACE = "other_place"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to look at. ``blocks`` says that nothing can be saved before it is settled."""

    kind: Kind
    message: str
    code: str = ""
    rows: tuple[int, ...] = ()
    blocks: bool = False


@dataclass(frozen=True, slots=True)
class Overlap:
    """A code that several branches claim. ``decided`` is the branch chosen, or empty; ``held_by`` answers today."""

    code: str
    place: str
    claimants: tuple[str, ...]
    held_by: str
    decided: str


@dataclass(frozen=True, slots=True)
class Change:
    """What one branch has after the division, and how that differs from today; codes are sorted.

    ``name`` is the name it will have; ``was`` its name today where that differs, empty for a new branch.
    ``maybe_was`` is a branch of today that this new one may be: it has borne the name, or the sheet leaves it out and
    this one takes over its codes. ``said_new`` says that somebody has answered that it is another.
    """

    name: str
    is_new: bool
    was: str
    gets: tuple[str, ...]
    adds: tuple[str, ...]
    loses: tuple[str, ...]
    maybe_was: str = ""
    said_new: bool = False

    @property
    def changes(self) -> bool:
        """Something about this branch will be different."""
        return bool(self.is_new or self.was or self.adds or self.loses)


@dataclass(frozen=True, slots=True)
class Standing:
    """How things are: the branches' names, who holds which code, and names that other units bear."""

    branches: tuple[str, ...] = ()
    holds: Mapping[str, str] = field(default_factory=dict)
    other_names: Mapping[str, str] = field(default_factory=dict)
    """Name of a unit that is no branch → what it is, in words."""
    former: Mapping[str, str] = field(default_factory=dict)
    """Name that a branch has borne before → its name today."""
    gone: frozenset[str] = frozenset()
    """Codes that the register once had."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a sheet would do. ``division`` has the codes that are settled, by code, with the branch's name to be."""

    municipality: str
    changes: tuple[Change, ...]
    overlaps: tuple[Overlap, ...]
    problems: tuple[Problem, ...]
    division: Mapping[str, str]
    read_as: str = ""

    @property
    def undecided(self) -> tuple[Overlap, ...]:
        """Codes claimed twice that nobody has decided."""
        return tuple(overlap for overlap in self.overlaps if not overlap.decided)

    @property
    def is_ready(self) -> bool:
        """It can be saved: nothing blocks."""
        return not any(problem.blocks for problem in self.problems)

    @property
    def changes_nothing(self) -> bool:
        """All is as it stands today."""
        return not any(change.changes for change in self.changes)


def assignable(register: Mapping[str, RegisterRow], municipality: str) -> frozenset[str]:
    """Return the codes of a municipality that a branch can answer for: those with addresses."""
    return frozenset(c for c, row in register.items() if row.municipality == municipality and row.has_addresses)


def divide(
    sheet: Sheet,
    *,
    register: Mapping[str, RegisterRow],
    municipality: str,
    standing: Standing,
    decisions: Mapping[str, str] | None = None,
    renames: Mapping[str, str] | None = None,
    fresh: Collection[str] = (),
    accept_gaps: bool = False,
) -> Preview:
    """Work out what a sheet does to the codes of one municipality. Saves nothing.

    :param register: all codes in use, the whole country, by code
    :param decisions: branch per code; settles an overlap, and may give away a code that nobody claims
    :param renames: new name per branch of today
    :param fresh: names of branches that are new although they may look like one of today
    :param accept_gaps: codes that lose their branch are meant to; else they block
    """
    divider = _Divider(sheet, register, municipality, standing, decisions or {}, renames or {})
    divider.fresh = {names.fold(name) for name in fresh}
    divider.accept_gaps = accept_gaps
    return divider.preview()


class _Divider:
    fresh: Collection[str] = ()
    accept_gaps = False

    def __init__(
        self,
        sheet: Sheet,
        register: Mapping[str, RegisterRow],
        municipality: str,
        standing: Standing,
        decisions: Mapping[str, str],
        renames: Mapping[str, str],
    ) -> None:
        self.sheet, self.register, self.municipality, self.standing = sheet, register, municipality, standing
        self.areas = assignable(register, municipality)
        self.holds = {code: name for code, name in standing.holds.items() if code in self.areas}
        self.problems: list[Problem] = []
        self.decisions = {codes.read_codes(code).codes[0].code: name for code, name in decisions.items() if name}
        self.renames = {old: names.tidy_name(new) for old, new in renames.items() if old in standing.branches and new}
        self.known = KnownNames(standing.branches, self.renames)
        self.former = {names.name_key(old): now for old, now in standing.former.items()}

    def preview(self) -> Preview:
        for row_problem in self.sheet.problems:
            message = _("Rad %(row)s: %(what)s") % {"row": row_problem.row, "what": row_problem.message}
            self.note(Kind.UNREADABLE, message, rows=(row_problem.row,))
        named = self.name_rows()
        claims = self.collect_claims(named)
        in_sheet = list(dict.fromkeys(branch for _row, branch in named))
        self.check_names(in_sheet)
        overlaps, division = self.settle(claims, in_sheet)
        self.note_gaps(division, overlaps)
        changes = self.changes(in_sheet, division, overlaps)
        self.ask_about_names(changes)
        return Preview(
            municipality=self.municipality,
            changes=changes,
            overlaps=overlaps,
            problems=tuple(sorted(self.problems, key=lambda each: (not each.blocks, list(Kind).index(each.kind)))),
            division=division,
            read_as=self.sheet.read_as,
        )

    def note(
        self, kind: Kind, message: str, *, code: str = "", rows: tuple[int, ...] = (), blocks: bool = False
    ) -> None:
        self.problems.append(Problem(kind, message, code, rows, blocks))

    def name_rows(self) -> list[tuple[SheetRow, str]]:
        """Pair each row that names a branch with that branch's one name."""
        written = Counter(row.branch for row in self.sheet.rows if row.branch)
        one_name = {spelling: self.known.find(spelling) for spelling in written}
        fresh: dict[str, list[str]] = {}
        for spelling in written:
            if not one_name[spelling]:
                fresh.setdefault(names.name_key(spelling), []).append(spelling)
        for spellings in fresh.values():
            best = max(spellings, key=lambda each: written[each])
            one_name |= dict.fromkeys(spellings, best)
        self.note_spellings(one_name)
        named: list[tuple[SheetRow, str]] = []
        for row in self.sheet.rows:
            if row.branch:
                named.append((row, one_name[row.branch]))
            elif row.codes:
                listed = codes.compact([code.code for code in row.codes])
                message = _("Rad %(row)s: %(codes)s står uten avdeling, og gis ikke til noen.")
                self.note(Kind.NO_BRANCH, message % {"row": row.number, "codes": listed}, rows=(row.number,))
        self.note_repeated(named)
        return named

    def note_spellings(self, one_name: Mapping[str, str]) -> None:
        groups: dict[str, list[str]] = {}
        for spelling, name in one_name.items():
            groups.setdefault(name, []).append(spelling)
        for name, spellings in groups.items():
            others = [spelling for spelling in spellings if spelling != name and spelling not in self.known.now(name)]
            if others:
                listed = _and([f"«{other}»" for other in others])
                message = _("%(listed)s er lest som %(name)s.")
                self.note(Kind.TWO_SPELLINGS, message % {"listed": listed, "name": f"«{name}»"})
        known = set(self.known.by_name.values())
        every = sorted({*groups, *known})
        for name, other in names.slips((name for name in groups if name not in known), every).items():
            message = _("«%(name)s» ligner på «%(other)s». Er det samme avdeling, så skriv navnet likt.")
            self.note(Kind.ONE_LETTER_APART, message % {"name": name, "other": other})

    def note_repeated(self, named: list[tuple[SheetRow, str]]) -> None:
        """In a sheet with one branch per row, a name on two rows may be two branches of the same name."""
        if not any(len(row.codes) > 1 for row, _name in named):
            return
        rows: dict[str, list[int]] = {}
        for row, name in named:
            rows.setdefault(name, []).append(row.number)
        for name, numbers in rows.items():
            if len(numbers) > 1:
                message = _(
                    "«%(name)s» står på rad %(rows)s og er lest som én avdeling. Er det to, må de ha hvert sitt navn."
                )
                listed = _and([str(number) for number in numbers])
                self.note(Kind.NAME_TWICE, message % {"name": name, "rows": listed}, rows=tuple(numbers))

    def collect_claims(self, named: list[tuple[SheetRow, str]]) -> dict[str, list[str]]:
        """Who claims which code of this municipality; all other codes are named as problems."""
        claims: dict[str, list[str]] = {}
        for row, name in named:
            if not row.codes:
                message = _("Rad %(row)s: «%(name)s» står uten postnummer.")
                self.note(Kind.NO_CODES, message % {"row": row.number, "name": name}, rows=(row.number,))
            for read in row.codes:
                if read.mended_from and (not read.in_range or read == row.codes[0]):
                    message = _("Rad %(row)s: %(text)s er lest som %(code)s. Regneark mister ofte nullen foran.")
                    values = {"row": row.number, "text": read.mended_from, "code": read.code}
                    self.note(Kind.LOST_ZERO, message % values, code=read.code, rows=(row.number,))
                if read.code in self.areas:
                    self.check_place(row, read.code)
                    if name not in claims.setdefault(read.code, []):
                        claims[read.code].append(name)
                else:
                    self.note_outside(row, read)
        return claims

    def check_place(self, row: SheetRow, code: str) -> None:
        place = self.register[code].place
        if row.place and len(row.codes) == 1 and names.fold(row.place) != names.fold(place):
            message = _("Rad %(row)s: %(code)s heter %(place)s i postnummerregisteret, ikke %(written)s.")
            values = {"row": row.number, "code": code, "place": codes.display_place(place), "written": row.place}
            self.note(Kind.OTHER_PLACE, message % values, code=code, rows=(row.number,))

    def note_outside(self, row: SheetRow, read: codes.ReadCode) -> None:
        here = self.register.get(read.code)
        values = {"row": row.number, "code": read.code}
        if here is None:
            if read.code in self.standing.gone:
                message = _("Rad %(row)s: %(code)s er ikke lenger i bruk, og er hoppet over.")
                self.note(Kind.GONE_CODE, message % values, code=read.code, rows=(row.number,))
            elif not read.in_range:
                message = _("Rad %(row)s: %(code)s finnes ikke i postnummerregisteret, og er hoppet over.")
                self.note(Kind.UNKNOWN_CODE, message % values, code=read.code, rows=(row.number,))
            return
        place = codes.display_place(here.place)
        if here.municipality != self.municipality:
            where = codes.display_place(here.municipality_name)
            message = _("Rad %(row)s: %(code)s %(place)s ligger i %(where)s, og er hoppet over.")
            values |= {"place": place, "where": where}
            self.note(Kind.OTHER_MUNICIPALITY, message % values, code=read.code, rows=(row.number,))
        elif not read.in_range:
            message = _("Rad %(row)s: %(code)s er postbokser uten eget område. De følger stedet %(place)s.")
            self.note(Kind.NO_AREA, message % (values | {"place": place}), code=read.code, rows=(row.number,))

    def check_names(self, in_sheet: list[str]) -> None:
        taken = {name.casefold(): what for name, what in self.standing.other_names.items()}
        unchanged = {name.casefold() for name in self.standing.branches if name not in self.renames}
        for name in dict.fromkeys((*in_sheet, *self.renames.values())):
            what = taken.get(name.casefold())
            if what is None and name in self.renames.values() and name.casefold() in unchanged:
                what = _("en annen avdeling")
            if what is not None:
                message = _("Navnet «%(name)s» er i bruk av %(what)s. Velg et annet navn på avdelingen.")
                self.note(Kind.NAME_TAKEN, message % {"name": name, "what": what}, blocks=True)

    def settle(
        self, claims: Mapping[str, list[str]], in_sheet: list[str]
    ) -> tuple[tuple[Overlap, ...], dict[str, str]]:
        division: dict[str, str] = {}
        overlaps: list[Overlap] = []
        offered = {*in_sheet, *self.known.by_name.values()}
        for code in sorted(self.areas):
            claimants = claims.get(code, [])
            chosen = self.choice(code, offered)
            if len(claimants) > 1:
                place = codes.display_place(self.register[code].place)
                held_by = self.known.by_name.get(self.holds.get(code, ""), "")
                overlaps.append(Overlap(code, place, tuple(claimants), held_by, chosen))
            if chosen or len(claimants) == 1:
                division[code] = chosen or claimants[0]
            elif claimants:
                message = _("%(code)s %(place)s står på %(claimants)s. Velg hvem som skal ha den.")
                values = {"code": code, "place": overlaps[-1].place, "claimants": _and(claimants)}
                self.note(Kind.CLAIMED_TWICE, message % values, code=code, blocks=True)
        for code in self.decisions.keys() - self.areas:
            message = _("Du har valgt en avdeling for %(code)s, men det er ikke et postnummer med adresser i kommunen.")
            self.note(Kind.UNKNOWN_CHOICE, message % {"code": code}, code=code, blocks=True)
        return tuple(overlaps), division

    def choice(self, code: str, offered: set[str]) -> str:
        wanted = self.decisions.get(code, "")
        if not wanted:
            return ""
        found = wanted if wanted in offered else self.known.find(wanted)
        found = found or next((name for name in offered if names.name_key(name) == names.name_key(wanted)), "")
        if not found:
            message = _("Valget for %(code)s er «%(name)s», som verken står i arket eller finnes fra før.")
            self.note(Kind.UNKNOWN_CHOICE, message % {"code": code, "name": wanted}, code=code, blocks=True)
        return found

    def note_gaps(self, division: Mapping[str, str], overlaps: Iterable[Overlap]) -> None:
        disputed = {overlap.code for overlap in overlaps}
        for code in sorted(self.areas - division.keys() - disputed):
            values = {"code": code, "place": codes.display_place(self.register[code].place)}
            if held := self.known.by_name.get(self.holds.get(code, ""), ""):
                message = _("%(code)s %(place)s står ikke i arket. I dag svarer %(held)s; etter dette svarer ingen.")
                self.note(Kind.LEFT_OUT, message % (values | {"held": held}), code=code, blocks=not self.accept_gaps)
            else:
                self.note(Kind.UNANSWERED, _("Ingen svarer for %(code)s %(place)s.") % values, code=code)

    def changes(
        self, in_sheet: list[str], division: Mapping[str, str], overlaps: Iterable[Overlap]
    ) -> tuple[Change, ...]:
        open_codes = {overlap.code for overlap in overlaps if not overlap.decided}
        after: dict[str, set[str]] = {name: set() for name in in_sheet}
        for code, name in division.items():
            after.setdefault(name, set()).add(code)
        before: dict[str, set[str]] = {}
        for code, name in self.holds.items():
            before.setdefault(self.known.by_name.get(name, name), set()).add(code)
        kept = set(self.known.by_name.values())
        changes = []
        for name in sorted({*after, *before, *(self.renames.values())}, key=names.sort_key):
            now, then = after.get(name, set()), before.get(name, set())
            changes.append(
                Change(
                    name=name,
                    is_new=name not in kept,
                    was=next((old for old, new in self.renames.items() if new == name and old != new), ""),
                    gets=tuple(sorted(now)),
                    adds=tuple(sorted(now - then)),
                    loses=tuple(sorted(then - now - open_codes)),
                    maybe_was=self.predecessor(name, now, after, before) if name not in kept else "",
                    said_new=name not in kept and names.fold(name) in self.fresh,
                )
            )
        return tuple(changes)

    def ask_about_names(self, changes: Iterable[Change]) -> None:
        for change in changes:
            if not change.maybe_was or change.said_new:
                continue
            values = {"name": change.name, "was": change.maybe_was}
            if names.name_key(change.name) in self.former:
                message = _("«%(name)s» er et tidligere navn på %(was)s. Si om det er samme avdeling eller en ny.")
            else:
                message = _("«%(name)s» får det meste av det %(was)s har. Si om det er samme avdeling eller en ny.")
            self.note(Kind.MAYBE_SAME, message % values, blocks=True)

    def predecessor(
        self, name: str, gets: set[str], after: Mapping[str, set[str]], before: Mapping[str, set[str]]
    ) -> str:
        if bearer := self.former.get(names.name_key(name), ""):
            return self.known.by_name[bearer]
        for old, had in sorted(before.items()):
            if old not in after and old != name and len(had & gets) * 2 > len(had):
                return old
        return ""


def _and(parts: list[str]) -> str:
    if len(parts) < 2:
        return "".join(parts)
    return _("%(first)s og %(last)s") % {"first": ", ".join(parts[:-1]), "last": parts[-1]}
