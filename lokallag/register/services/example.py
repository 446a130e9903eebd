"""A file such as the national register gives out, made of the members there are: for the demo and for trying."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from lokallag.calendar.domain.local import local_date
from lokallag.membership.domain.choices import EndReason
from lokallag.membership.models import BranchChoice, Membership
from lokallag.organisation.models import Unit
from lokallag.people.models import Person
from lokallag.register.domain.fields import guess
from lokallag.register.models import RegisterImport
from lokallag.register.services.intake import read_rows, take_file, tell_columns
from lokallag.register.services.proposing import ask_to_apply
from lokallag.register.services.reading import in_memory

HEADERS = (
    "Medlemsnr", "Etternavn", "Fornavn", "E-post", "Mobil", "Fødselsår", "Kjønn", "Adresse", "Postnr", "Innmeldt",
    "Avdeling",
)  # fmt: skip
Cells = tuple[str, ...]


def file_of_members(*, leave_out: int, also: Iterable[Cells], at: datetime) -> bytes:
    """Return the members of today as a file of the register, the last ``leave_out`` by number left out.

    :param also: further rows, with the cells of ``HEADERS``
    """
    on = local_date(at)
    members = list(Membership.objects.live(on).select_related("person").order_by("number"))
    chosen = dict(BranchChoice.objects.live(on).values_list("membership", "unit"))
    names = {unit.pk: unit.name for unit in Unit.objects.branches(on)}
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(HEADERS)
    for member in members[: len(members) - leave_out]:
        person = member.person
        writer.writerow(
            (
                member.number,
                person.family_name,
                person.given_name,
                person.email,
                person.phone,
                person.birth_year or "",
                "" if person.gender == "ukjent" else person.gender,
                person.street_address,
                person.postal_code,
                f"{member.joined_on:%d.%m.%Y}",
                names.get(chosen.get(member.pk, 0), ""),
            )
        )
    writer.writerows(also)
    return ("\ufeff" + out.getvalue()).encode()


def import_that_waits(*, leave_out: int, also: Iterable[Cells], by: Person, at: datetime) -> RegisterImport:
    """Read such a file and ask a second officer to confirm that those left out go, as they have not paid.

    :param leave_out: more than 20, or more than 5 % of the members: else it does not wait
    :param by: an officer of the board
    """
    data = file_of_members(leave_out=leave_out, also=also, at=at)
    with in_memory(data) as file:
        of = take_file(file=file, name="medlemsregister.csv", by=by, at=at)
        tell_columns(of=of, mapping=guess(HEADERS), browser=None, at=at)
        of.refresh_from_db()
        of = read_rows(of=of, file=file, at=at)
    return ask_to_apply(of=of, end_reason=EndReason.UNPAID, by=by, at=at)
