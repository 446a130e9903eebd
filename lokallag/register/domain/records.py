"""A row of the register's file as a line of ``COPY``: what each cell says, or why the row is rejected. Pure."""

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import itemgetter

from lokallag.register.domain import cells as read
from lokallag.register.domain.cells import FORMULA_ERRORS, Fault, Faulty, Hint
from lokallag.register.domain.fields import Field, year_in
from lokallag.register.domain.national_id import without_long_numbers
from lokallag.territory.domain.names import fold, name_key

COPIED = (
    "of_id", "row", "key", "number", "given_name", "family_name", "sort_key", "email", "phone", "birth_year", "gender",
    "street_address", "postal_code", "joined_on", "branch", "is_protected", "paid_years", "unpaid_years", "paid_on",
    "due_on", "unit_id", "hints", "fault", "fault_value", "verdict", "differs", "kept", "answer",
)  # fmt: skip
NOTHING = r"\N"
DIVIDER = "\x1f"  # between several faults of one row
_OF_THE_ROW = frozenset({Fault.CUT_OFF, Fault.CELLS, Fault.SHORT})
_ROW, _KEY, _NUMBER, _GIVEN, _FAMILY, _SORT_KEY, _EMAIL, _PHONE, _BIRTH, _GENDER, _STREET, _POSTAL_CODE = range(1, 13)
_JOINED, _BRANCH, _PROTECTED, _PAID_YEARS, _UNPAID_YEARS, _PAID_ON, _DUE_ON, _UNIT, _HINTS, _FAULT, _VALUE = range(
    13, 24
)
_ESCAPED = str.maketrans({"\\": r"\\", "\t": " ", "\n": " ", "\r": " ", "\x00": " "})
# Of these columns most values look like what they should be, or the columns are swapped.
_LIKELY = (Field.NUMBER, Field.EMAIL, Field.PHONE, Field.BIRTH, Field.POSTAL_CODE, Field.JOINED_ON)


@dataclass(slots=True)
class Tally:
    """How many values of a column were there, and how many were what the column should hold."""

    there: int = 0
    wrong: int = 0


@dataclass(slots=True)
class Summary:
    """What is told of a file after its last row."""

    rows: int = 0
    faulty: int = 0
    cut_off: bool = False
    tallies: dict[Field, Tally] = field(default_factory=dict)

    def wrong_columns(self) -> list[Field]:
        """Return the fields of which at least half of five or more values are something else."""
        return [name for name, tally in self.tallies.items() if tally.there >= 5 and tally.wrong * 2 >= tally.there]


class Recorder:
    """Turns rows of one file into lines of ``COPY``.

    Most cells of a register repeat or are plain, so that each is looked at as little as it can be: what is odd in a row
    is found by one look at the whole of it, and what a cell means is remembered. A line is a list, in the order of
    ``COPIED``, of which the reading steps fill in what a row says.

    :param headers: of the file; a mapped header that is not among them raises ``KeyError`` with its name
    :param import_id: written into each line
    :param branches: folded name of a branch → its id
    :param verdict: what most rows will turn out to be; the others are written over when rows are compared
    """

    def __init__(
        self,
        headers: Sequence[str],
        mapping: Mapping[Field, str],
        *,
        today: date,
        import_id: str,
        branches: Mapping[str, int] | None = None,
        verdict: str = "new",
    ) -> None:
        places = {header: at for at, header in reversed(list(enumerate(headers)))}
        self.at = {name: places[header] for name, header in mapping.items()}
        self.width = len(headers)
        needed = (Field.NUMBER, Field.NAME, Field.GIVEN_NAME, Field.FAMILY_NAME)
        self.required = max((self.at[name] for name in needed if name in self.at), default=0)
        self.today = today
        self.fee_year = year_in(mapping.get(Field.FEE_STATUS, "")) or today.year
        self.names = (Field.NAME,) if Field.NAME in self.at else (Field.GIVEN_NAME, Field.FAMILY_NAME)
        self.branches = dict(branches or {})
        self.units: dict[str, tuple[str, str]] = {}
        self.blank = [import_id, "", "", *[NOTHING] * (_HINTS - _NUMBER), "{}", "", "", f"{verdict}\t{{}}\t{{}}\t\n"]
        self.summary = Summary(tallies={name: Tally() for name in _LIKELY if name in self.at})
        # A column that is not there is read from one behind the last, which is empty in each row; so are halves of a
        # name where there is a whole one.
        unread = {Field.GIVEN_NAME, Field.FAMILY_NAME} - set(self.names)
        self._picked: Callable[[Sequence[str]], tuple[str, ...]] = itemgetter(
            *(self.width if name in unread else self.at.get(name, self.width) for name in Field)
        )
        self._tallies = {name: self.summary.tallies.get(name, Tally()) for name in _LIKELY}
        self._numbers, self._emails, self._phones, self._births, self._codes, self._days = self._tallies.values()
        self._no_tally = Tally()
        self._random = ""
        self._used = 0

    def line(self, number: int, row: Sequence[str], *, is_last_and_open: bool = False) -> str:
        """Return the line of a row; a rejected row keeps its member number, so that nobody is taken for gone."""
        self.summary.rows += 1
        said = self.blank.copy()
        said[_ROW], said[_KEY] = str(number), self._key()
        row, may_be_broken = self._tidy(row)
        cells = self._cells(row)
        broken = _broken(cells) if may_be_broken else {}
        if broken:
            cells = tuple("" if name in broken else cell for name, cell in zip(Field, cells, strict=True))
        try:
            if is_last_and_open or len(row) != self.width:
                self._shape(row, is_last_and_open=is_last_and_open)
            self._read(cells, said, broken)
        except Faulty as faulty:
            self.summary.faulty += 1
            if faulty.fault is Fault.CUT_OFF:
                self.summary.cut_off = True
            said[_FAULT], value = self._all_faults(cells, faulty, broken)
            said[_VALUE] = value.translate(_ESCAPED)
            said[_HINTS], said[-1] = "{}", "rejected\t{}\t{}\t\n"
            if said[_NUMBER] is NOTHING:
                said[_NUMBER] = self._number_in(cells, broken)
        return "\t".join(said)

    def _key(self) -> str:
        """Return a random key, of randomness fetched for many at a time."""
        if self._used >= len(self._random):
            self._random, self._used = os.urandom(16 * 1024).hex(), 0
        self._used += 32
        return self._random[self._used - 32 : self._used]

    def _shape(self, row: Sequence[str], *, is_last_and_open: bool) -> None:
        if len(row) < self.width and is_last_and_open:
            raise Faulty(Fault.CUT_OFF)
        if len(row) > self.width and any(row[self.width :]):
            raise Faulty(Fault.CELLS)

        if len(row) <= self.required:
            raise Faulty(Fault.SHORT)

    def _all_faults(self, cells: tuple[str, ...], first: Faulty, broken: Mapping[Field, str]) -> tuple[str, str]:
        """Return the fault of a row and what it is about; of several, all of them, each ``fault=value``."""
        found = {str(first.fault): without_long_numbers(first.value)[:80]}
        if first.fault not in _OF_THE_ROW:
            counted = [(tally, tally.there, tally.wrong) for tally in self._tallies.values()]
            for step in (self._number, self._names, self._birth, self._joined, self._others):
                try:
                    step(cells, self.blank.copy(), broken)
                except Faulty as faulty:
                    found.setdefault(str(faulty.fault), without_long_numbers(faulty.value)[:80])
            for tally, there, wrong in counted:  # they are counted once
                tally.there, tally.wrong = there, wrong
        if len(found) == 1:
            return next(iter(found.items()))
        return Fault.SEVERAL, DIVIDER.join(f"{fault}={value[:50]}" for fault, value in found.items())

    @staticmethod
    def _tidy(row: Sequence[str]) -> tuple[Sequence[str], bool]:
        """Return the cells tidied, and whether a formula of theirs may have gone wrong: one look at the row tells."""
        whole = "|".join(row)
        may_be_broken = "#" in whole
        if not whole.isprintable() or "'" in whole:
            return [read.tidy(cell) for cell in row], may_be_broken
        if " |" in whole or "| " in whole or whole[:1] == " " or whole[-1:] == " ":
            return [cell.strip() for cell in row], may_be_broken
        return row, may_be_broken

    def _cells(self, row: Sequence[str]) -> tuple[str, ...]:
        """Return the cell of each field, in the order of ``Field``; empty where the row has none."""
        if len(row) == self.width:
            return self._picked([*row, ""])
        return self._picked([*row[: self.width], *[""] * (self.width + 1 - len(row[: self.width]))])

    def _branch(self, name: str) -> tuple[str, str]:
        """Return the name of a branch and the id of ours that it means, by the name itself or nearly so."""
        known = self.units.get(name)
        if known is None:
            found = self.branches.get(fold(name)) or self.branches.get(name_key(name))
            known = self.units[name] = _escaped(name), NOTHING if found is None else str(found)
        return known

    @staticmethod
    def _number_in(cells: tuple[str, ...], broken: Mapping[Field, str]) -> str:
        if Field.NUMBER in broken:
            return NOTHING
        try:
            return read.member_number(cells[0])
        except Faulty:
            return NOTHING

    def _read(self, cells: tuple[str, ...], said: list[str], broken: Mapping[Field, str]) -> None:
        """Fill in what a row says, and last of all what to look at in it.

        :raises Faulty: the row is useless; what was read before stays
        """
        (_n, _w, _g, _f, email, phone, _b, gender, street, code, _j, branch, *fees, protected) = cells
        hints: list[Hint] = []
        self._number(cells, said, broken)
        self._names(cells, said, broken)
        if email:
            said[_EMAIL] = _detail(read.email(email), Hint.EMAIL, self._emails, hints)
        if phone:
            said[_PHONE] = _detail(read.phone(phone), Hint.PHONE, self._phones, hints)
        if code:
            said[_POSTAL_CODE] = _detail(read.postal_code(code), Hint.POSTAL_CODE, self._codes, hints)
        if gender:
            said[_GENDER] = _detail(read.gender(gender), Hint.GENDER, self._no_tally, hints)
        self._birth(cells, said, broken)
        self._joined(cells, said, broken)
        if street:
            said[_STREET] = _escaped(street[:200])
        if branch:
            said[_BRANCH], said[_UNIT] = self._branch(branch[:120])
            if said[_UNIT] is NOTHING:
                hints.append(Hint.BRANCH)
        if protected:
            said[_PROTECTED] = "t" if read.is_protected(protected) else "f"
        if any(fees):
            found = _fees(*fees, self.fee_year, self.today)
            said[_PAID_YEARS], said[_UNPAID_YEARS], said[_PAID_ON], said[_DUE_ON], odd = found
            hints += [Hint.FEE] * odd
        if broken:
            _refuse(broken, *Field)
        if hints:
            said[_HINTS] = "{" + ",".join(hints) + "}"

    def _number(self, cells: tuple[str, ...], said: list[str], broken: Mapping[Field, str]) -> None:
        if broken:
            _refuse(broken, Field.NUMBER)
        tally = self._numbers
        tally.there += 1
        tally.wrong += 1
        said[_NUMBER] = read.member_number(cells[0])
        tally.wrong -= 1

    @staticmethod
    def _others(_cells: tuple[str, ...], _said: list[str], broken: Mapping[Field, str]) -> None:
        _refuse(broken, *Field)

    def _names(self, cells: tuple[str, ...], said: list[str], broken: Mapping[Field, str]) -> None:
        if broken:
            _refuse(broken, *self.names)
        if Field.NAME in self.names:
            given, family = read.both_names(cells[1])
        else:
            given, family = read.given_and_family(cells[2], cells[3])
        said[_GIVEN], said[_FAMILY] = _escaped(given), _escaped(family)
        said[_SORT_KEY] = _escaped(read.key_of(family, given))

    def _birth(self, cells: tuple[str, ...], said: list[str], broken: Mapping[Field, str]) -> None:
        if broken:
            _refuse(broken, Field.BIRTH)
        if birth := cells[6]:
            tally = self._births
            tally.there += 1
            try:
                said[_BIRTH] = str(read.birth_year(birth, self.today.year))
            except Faulty as faulty:
                tally.wrong += faulty.fault is Fault.BIRTH
                raise

    def _joined(self, cells: tuple[str, ...], said: list[str], broken: Mapping[Field, str]) -> None:
        if broken:
            _refuse(broken, Field.JOINED_ON)
        if joined := cells[10]:
            tally = self._days
            tally.there += 1
            try:
                said[_JOINED] = read.joined(joined, self.today).isoformat()
            except Faulty as faulty:
                tally.wrong += faulty.fault is Fault.DATE
                raise
            if said[_BIRTH] is not NOTHING and said[_JOINED] < said[_BIRTH]:
                raise Faulty(Fault.BORN_LATER, said[_BIRTH])


def _escaped(text: str) -> str:
    """Return a text as ``COPY`` takes it; hardly any holds a sign that means something there."""
    return text if text.isprintable() and "\\" not in text else text.translate(_ESCAPED)


def _detail(found: str | None, hint: Hint, tally: Tally, hints: list[Hint]) -> str:
    """Return what was found in a cell that may be wrong without the row being so; count it, and note what is wrong."""
    tally.there += 1
    if found is None:
        tally.wrong += 1
        hints.append(hint)
        return NOTHING
    return _escaped(found)


def _broken(cells: tuple[str, ...]) -> dict[Field, str]:
    """Return the fields in which a formula of a spreadsheet has gone wrong."""
    return {
        name: cell
        for name, cell in zip(Field, cells, strict=True)
        if cell[:1] == "#" and cell.upper() in FORMULA_ERRORS
    }


def _refuse(broken: Mapping[Field, str], *names: Field) -> None:
    """Refuse a row that has a broken formula in one of these fields.

    :raises Faulty: so it is
    """
    for name in names:
        if name in broken:
            raise Faulty(Fault.FORMULA, broken[name])


@lru_cache(maxsize=20_000)
def _fees(
    status: str, told: str, listed: str, paid_on: str, due_on: str, year: int, today: date
) -> tuple[str, str, str, str, int]:
    """Return the years paid and not paid, the day of payment and the day due, as ``COPY`` takes them; how many odd.

    :param year: the one meant where the cells do not say
    """
    paid: list[int] = read.years(listed) if listed else []
    unpaid: list[int] = []
    day_paid = day_due = NOTHING
    odd = 0
    if told:
        year = next(iter(read.years(told)), year)
    if paid_on:
        found = read.day(paid_on)
        if found is None or found > today:
            odd += 1
        else:
            day_paid = found.isoformat()
            paid.append(year)
    if status:
        is_paid = read.is_paid(status)
        if is_paid is None:
            odd += 1
        else:
            (paid if is_paid else unpaid).append(year)
    if due_on and (found := read.day(due_on)) is not None:
        day_due = found.isoformat()
        if year not in paid:
            unpaid.append(year)
    return _listed(paid), _listed([each for each in unpaid if each not in paid]), day_paid, day_due, odd


def _listed(years: list[int]) -> str:
    return "{" + ",".join(map(str, sorted(set(years)))) + "}" if years else NOTHING
