"""A row of the register's file as a line of ``COPY``: what each cell says, or why the row is rejected. Pure."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

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
        self.import_id = import_id
        self.fee_year = year_in(mapping.get(Field.FEE_STATUS, "")) or today.year
        self.branches = dict(branches or {})
        self.units: dict[str, str] = {}
        self.end = f"{verdict}\t{{}}\t{{}}\t\n"
        self.summary = Summary(tallies={name: Tally() for name in _LIKELY if name in self.at})
        self._random = b""
        self._used = 0

    def line(self, number: int, row: Sequence[str], *, is_last_and_open: bool = False) -> str:
        """Return the line of a row; a rejected row keeps its member number, so that nobody is taken for gone."""
        self.summary.rows += 1
        fault, value, hints = "", "", []
        row = self._tidy(row)
        said: dict[str, str] = {}
        try:
            self._shape(row, is_last_and_open=is_last_and_open)
            hints = self._read(row, said)
        except Faulty as faulty:
            self.summary.faulty += 1
            fault, value = self._all_faults(row, faulty)
            if faulty.fault is Fault.CUT_OFF:
                self.summary.cut_off = True
            said.setdefault("number", self._number_in(row))
        get = said.get
        return "\t".join(
            (
                self.import_id,
                str(number),
                self._key(),
                get("number") or NOTHING,
                get("given_name", NOTHING),
                get("family_name", NOTHING),
                get("sort_key", NOTHING),
                get("email", NOTHING),
                get("phone", NOTHING),
                get("birth_year", NOTHING),
                get("gender", NOTHING),
                get("street_address", NOTHING),
                get("postal_code", NOTHING),
                get("joined_on", NOTHING),
                get("branch", NOTHING),
                get("is_protected", NOTHING),
                get("paid_years", NOTHING),
                get("unpaid_years", NOTHING),
                get("paid_on", NOTHING),
                get("due_on", NOTHING),
                get("unit_id", NOTHING),
                "{" + ",".join(hints) + "}" if hints else "{}",
                fault,
                value.translate(_ESCAPED),
                "rejected\t{}\t{}\t\n" if fault else self.end,
            )
        )

    def _key(self) -> str:
        """Return a random key, of randomness fetched for many at a time."""
        if self._used >= len(self._random):
            self._random, self._used = os.urandom(16 * 1024), 0
        key = self._random[self._used : self._used + 16]
        self._used += 16
        return key.hex()

    def _shape(self, row: Sequence[str], *, is_last_and_open: bool) -> None:
        if len(row) < self.width and is_last_and_open:
            raise Faulty(Fault.CUT_OFF)
        if len(row) > self.width and any(row[self.width :]):
            raise Faulty(Fault.CELLS)

        if len(row) <= self.required:
            raise Faulty(Fault.SHORT)

    def _all_faults(self, row: Sequence[str], first: Faulty) -> tuple[str, str]:
        """Return the fault of a row and what it is about; of several, all of them, each ``fault=value``."""
        found = {str(first.fault): without_long_numbers(first.value)[:80]}
        if first.fault not in _OF_THE_ROW:
            counted, self.summary = self.summary, Summary(tallies={name: Tally() for name in _LIKELY})
            for step in (self._number, self._names, self._birth, self._joined, self._others):
                try:
                    step(row, {})
                except Faulty as faulty:
                    found.setdefault(str(faulty.fault), without_long_numbers(faulty.value)[:80])
            self.summary = counted
        if len(found) == 1:
            return next(iter(found.items()))
        return Fault.SEVERAL, DIVIDER.join(f"{fault}={value[:50]}" for fault, value in found.items())

    @staticmethod
    def _tidy(row: Sequence[str]) -> list[str]:
        """Return the cells tidied: one look at the row tells whether any needs more than its ends cut."""
        whole = "".join(row)
        if whole.isprintable() and "'" not in whole:
            return [cell.strip() for cell in row]
        return [read.tidy(cell) for cell in row]

    def _cell(self, row: Sequence[str], name: Field) -> str:
        at = self.at.get(name)
        if at is None or at >= len(row):
            return ""
        cell = row[at]
        if cell[:1] == "#" and cell.upper() in FORMULA_ERRORS:
            raise Faulty(Fault.FORMULA, cell)
        return cell

    def _unit(self, branch: str) -> str:
        """Return the id of the branch that a name means, by the name itself or nearly so; empty for none of ours."""
        known = self.units.get(branch)
        if known is None:
            found = self.branches.get(fold(branch)) or self.branches.get(name_key(branch))
            known = self.units[branch] = "" if found is None else str(found)
        return known

    def _number_in(self, row: Sequence[str]) -> str:
        try:
            return read.member_number(self._cell(row, Field.NUMBER))
        except Faulty:
            return ""

    def _tallied(self, name: Field, found: object) -> None:
        tally = self.summary.tallies[name]
        tally.there += 1
        tally.wrong += found is None

    def _read(self, row: Sequence[str], said: dict[str, str]) -> list[Hint]:
        hints: list[Hint] = []
        self._number(row, said)
        self._names(row, said)
        self._detail(row, Field.EMAIL, read.email, Hint.EMAIL, said, hints)
        self._detail(row, Field.PHONE, read.phone, Hint.PHONE, said, hints)
        self._detail(row, Field.POSTAL_CODE, read.postal_code, Hint.POSTAL_CODE, said, hints)
        self._detail(row, Field.GENDER, read.gender, Hint.GENDER, said, hints)
        self._birth(row, said)
        self._joined(row, said)
        if street := self._cell(row, Field.STREET_ADDRESS):
            said["street_address"] = street[:200].translate(_ESCAPED)
        if branch := self._cell(row, Field.BRANCH):
            said["branch"] = branch[:120].translate(_ESCAPED)
            if unit := self._unit(branch[:120]):
                said["unit_id"] = unit
            else:
                hints.append(Hint.BRANCH)
        if protected := self._cell(row, Field.PROTECTED):
            said["is_protected"] = "t" if read.is_protected(protected) else "f"
        self._fees(row, said, hints)
        return hints

    def _number(self, row: Sequence[str], said: dict[str, str]) -> None:
        number = self._cell(row, Field.NUMBER)
        try:
            said["number"] = read.member_number(number)
            self.summary.tallies[Field.NUMBER].there += 1
        except Faulty:
            self._tallied(Field.NUMBER, None)
            raise

    def _others(self, row: Sequence[str], _said: dict[str, str]) -> None:
        for name in self.at:
            self._cell(row, name)

    def _names(self, row: Sequence[str], said: dict[str, str]) -> None:
        if Field.NAME in self.at:
            given, family = read.both_names(self._cell(row, Field.NAME))
        else:
            given, family = read.given_and_family(self._cell(row, Field.GIVEN_NAME), self._cell(row, Field.FAMILY_NAME))
        said["given_name"], said["family_name"] = given.translate(_ESCAPED), family.translate(_ESCAPED)
        said["sort_key"] = read.key_of(family, given).translate(_ESCAPED)

    def _detail(
        self,
        row: Sequence[str],
        name: Field,
        reader: read.Reader,
        hint: Hint,
        said: dict[str, str],
        hints: list[Hint],
    ) -> None:
        """Read a cell that may be wrong without the row being so."""
        cell = self._cell(row, name)
        if not cell:
            return
        found = reader(cell)
        if name in self.summary.tallies:
            self._tallied(name, found)
        if found is None:
            hints.append(hint)
        else:
            said[name] = found.translate(_ESCAPED)

    def _birth(self, row: Sequence[str], said: dict[str, str]) -> None:
        if birth := self._cell(row, Field.BIRTH):
            try:
                said["birth_year"] = str(read.birth_year(birth, self.today.year))
                self._tallied(Field.BIRTH, birth)
            except Faulty as faulty:
                self._tallied(Field.BIRTH, None if faulty.fault is Fault.BIRTH else birth)
                raise

    def _joined(self, row: Sequence[str], said: dict[str, str]) -> None:
        if joined := self._cell(row, Field.JOINED_ON):
            try:
                said["joined_on"] = read.joined(joined, self.today).isoformat()
                self._tallied(Field.JOINED_ON, joined)
            except Faulty as faulty:
                self._tallied(Field.JOINED_ON, None if faulty.fault is Fault.DATE else joined)
                raise
            if said["joined_on"] < said.get("birth_year", ""):
                raise Faulty(Fault.BORN_LATER, said["birth_year"])

    def _fees(self, row: Sequence[str], said: dict[str, str], hints: list[Hint]) -> None:
        paid: list[int] = []
        unpaid: list[int] = []
        if listed := self._cell(row, Field.PAID_YEARS):
            paid += read.years(listed)
        year = self.fee_year
        if told := self._cell(row, Field.FEE_YEAR):
            year = next(iter(read.years(told)), year)
        if paid_on := self._cell(row, Field.PAID_ON):
            found = read.day(paid_on)
            if found is None or found > self.today:
                hints.append(Hint.FEE)
            else:
                said["paid_on"] = found.isoformat()
                paid.append(year)
        if status := self._cell(row, Field.FEE_STATUS):
            is_paid = read.is_paid(status)
            if is_paid is None:
                hints.append(Hint.FEE)
            else:
                (paid if is_paid else unpaid).append(year)
        if due_on := self._cell(row, Field.DUE_ON):
            found = read.day(due_on)
            if found is not None:
                said["due_on"] = found.isoformat()
                if year not in paid:
                    unpaid.append(year)
        if paid:
            said["paid_years"] = "{" + ",".join(map(str, sorted(set(paid)))) + "}"
        if unpaid := [each for each in sorted(set(unpaid)) if each not in paid]:
            said["unpaid_years"] = "{" + ",".join(map(str, unpaid)) + "}"
