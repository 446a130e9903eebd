"""Bærum with its officers and two branches, and files as the national register gives them out."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.timezone import now

from lokallag.register import services
from lokallag.register.domain.fields import Field, guess
from lokallag.register.models import RegisterImport
from lokallag.register.services.reading import in_memory, look
from tests.cast import Cast, cast

HEADERS = "Medlemsnr;Fornavn;Etternavn;E-post;Mobil;Fødselsår;Kjønn;Adresse;Postnr;Innmeldt;Avdeling;Kontingent 2026"
MONA = "100001;Mona;Dahl;mona.dahl@example.org;;1980;;;1344;;Haslum;"


def set_up() -> Cast:
    """Set up the named people; Mona Dahl is member 100001 and belongs to Haslum as the register says."""
    return cast()


def row(number: object, given: str = "Kari", family: str = "Prøve", **cells: str) -> str:
    """Return a row of the file; ``cells`` are email, phone, year, gender, street, code, joined, branch, fee."""
    names = ("email", "phone", "year", "gender", "street", "code", "joined", "branch", "fee")
    return ";".join([str(number), given, family, *[cells.get(name, "") for name in names]])


def csv(*rows: str, headers: str = HEADERS) -> bytes:
    """Return a file of text with these rows."""
    return "".join(f"{line}\r\n" for line in (headers, *rows)).encode()


def read(data: bytes, *, mapping: dict[Field, str] | None = None, at: datetime | None = None) -> RegisterImport:
    """Read a file as the command does, up to what it would change."""
    with in_memory(data) as file:
        looked = look(file)
        of = services.take_file(file=file, name="fil.csv", by=None, at=at or now(), looked=looked)
        services.tell_columns(of=of, mapping=mapping or guess(looked.headers), browser=None, at=at or now())
        of.refresh_from_db()
        return services.read_rows(of=of, file=file, at=at or now())


def bring_in(data: bytes, *, reason: str = "moved", at: datetime | None = None) -> RegisterImport:
    """Read a file and carry it out."""
    of = read(data, at=at)
    of.end_reason = reason
    of.save(update_fields=["end_reason"])
    return services.apply_import(of=of, by=None, at=at or now())


def rows_of(of: RegisterImport, verdict: str) -> list[str]:
    """Return the member numbers of the rows of one kind."""
    return [number or "" for number in of.rows.filter(verdict=verdict).order_by("row").values_list("number", flat=True)]


def many(numbers: Iterable[int], **cells: str) -> list[str]:
    """Return a row for each number, each another person."""
    return [row(number, f"Per{_letters(number)}", "Mange", **cells) for number in numbers]


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


def file_of(count: int) -> bytes:
    """Return a file with ``count`` members, always the same ones first, each with a branch and a fee, and Mona Dahl."""
    return csv(MONA, *many(range(1000, 1000 + count), branch="Haslum", fee="Betalt", code="1344", year="1980"))
