"""What a column of the register's file can hold, and how people head it. Pure.

A mapping is field → header, as ``lokallag import_members --mapping`` reads it from JSON and the page saves it by name.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


class Field(StrEnum):
    """What a column holds."""

    NUMBER = "number"
    NAME = "name"
    GIVEN_NAME = "given_name"
    FAMILY_NAME = "family_name"
    EMAIL = "email"
    PHONE = "phone"
    BIRTH = "birth"
    GENDER = "gender"
    STREET_ADDRESS = "street_address"
    POSTAL_CODE = "postal_code"
    JOINED_ON = "joined_on"
    BRANCH = "branch"
    FEE_STATUS = "fee_status"
    FEE_YEAR = "fee_year"
    PAID_YEARS = "paid_years"
    PAID_ON = "paid_on"
    DUE_ON = "due_on"
    PROTECTED = "protected"


LABELS: dict[Field, str | Promise] = {
    Field.NUMBER: gettext_lazy("Medlemsnummer"),
    Field.NAME: gettext_lazy("Hele navnet"),
    Field.GIVEN_NAME: gettext_lazy("Fornavn"),
    Field.FAMILY_NAME: gettext_lazy("Etternavn"),
    Field.EMAIL: gettext_lazy("E-post"),
    Field.PHONE: gettext_lazy("Telefon"),
    Field.BIRTH: gettext_lazy("Fødselsår eller fødselsdato"),
    Field.GENDER: gettext_lazy("Kjønn"),
    Field.STREET_ADDRESS: gettext_lazy("Gateadresse"),
    Field.POSTAL_CODE: gettext_lazy("Postnummer"),
    Field.JOINED_ON: gettext_lazy("Innmeldt dato"),
    Field.BRANCH: gettext_lazy("Avdeling"),
    Field.FEE_STATUS: gettext_lazy("Kontingent betalt, ja eller nei"),
    Field.FEE_YEAR: gettext_lazy("Hvilket år kontingenten gjelder"),
    Field.PAID_YEARS: gettext_lazy("År det er betalt for"),
    Field.PAID_ON: gettext_lazy("Kontingent betalt dato"),
    Field.DUE_ON: gettext_lazy("Kontingent forfallsdato"),
    Field.PROTECTED: gettext_lazy("Beskyttet adresse"),
}

# Headers as people write them in bokmål, nynorsk and English, folded: no case, spaces or signs; æ, ø, å as ae, o, a.
_HEADERS: dict[Field, str] = {
    Field.NUMBER: "medlemsnummer medlemsnr medlnr medlemsid medlemid medlem medlemnr medlemnummer nr nummer id "
    "membernumber memberno memberid kundenr kundenummer",
    Field.NAME: "navn namn fulltnavn fulltnamn helenavnet heilenamnet name medlemsnavn etternavnfornavn",
    Field.GIVEN_NAME: "fornavn fornamn forenamn fornavnmellomnavn fornavnogmellomnavn givenname firstname",
    Field.FAMILY_NAME: "etternavn etternamn slektsnavn slektsnamn familienavn familyname lastname surname",
    Field.EMAIL: "epost epostadresse epostadr email emailadresse mail mailadresse emailaddress",
    Field.PHONE: "telefon telefonnummer telefonnr tlf tlfnr mobil mobiltelefon mobilnummer mobilnr mobiltlf phone "
    "phonenumber mobile",
    Field.BIRTH: "fodselsar fodselsdato fodt fodd fodear fodselsaar fodd fodsdato fdato fodtar birthyear birthdate "
    "dateofbirth yearofbirth fodedato fodselsdag",
    Field.GENDER: "kjonn kjon gender sex",
    Field.STREET_ADDRESS: "adresse adresse1 gateadresse gatenavn gate vegadresse veiadresse postadresse bostedsadresse "
    "street streetaddress address",
    Field.POSTAL_CODE: "postnummer postnr postkode zip zipcode postalcode postcode postnrogsted postnummerogsted",
    Field.JOINED_ON: "innmeldt innmeldtdato innmeldingsdato innmelding innmeld innmelddato medlemsiden medlemsidan "
    "medlemfra innmeldtden joined joinedon membersince startdato",
    Field.BRANCH: "avdeling avdelingsnavn partiavdeling lag lokallag lokallagsnavn partilag laget lagsnavn "
    "bydelslag arbeiderlag branch",
    Field.FEE_STATUS: "kontingent kontingentstatus betalt betalingsstatus harbetalt kontingentbetalt status paid "
    "feestatus medlemskontingent",
    Field.FEE_YEAR: "kontingentar kontingentaar betalingsar feeyear",
    Field.PAID_YEARS: "betaltear betaltforar betalte betaltear betaltar ardeterbetaltfor paidyears sistbetaltar",
    Field.PAID_ON: "betaltdato betalingsdato innbetalt innbetaltdato kontingentbetaltdato paidon sistbetalt",
    Field.DUE_ON: "forfall forfallsdato forfallsdag dueon duedate",
    Field.PROTECTED: "beskyttetadresse vernaadresse hemmeligadresse skjermet skjermetadresse "
    "adressesperre adressebeskyttelse sperretadresse fortrolig kode6 protected",
}
_BY_HEADER = {header: field for field, headers in _HEADERS.items() for header in headers.split()}
_FOLD = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "ä": "ae", "ö": "o"})


NO_NUMBER = gettext_lazy("Pek ut kolonnen med medlemsnummer. Uten den vet vi ikke hvem radene gjelder.")


def fold_header(header: str) -> str:
    """Return a header without case, spaces and signs; ``Fødselsår`` and ``FODSELSAR`` are the same."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFC", header).casefold().translate(_FOLD))


def field_of(header: str) -> Field | None:
    """Return what a column with this header probably holds; a year in the header does not count."""
    folded = fold_header(header)
    without_year = re.sub(r"(19|20)\d\d", "", folded)
    return _BY_HEADER.get(folded) or _BY_HEADER.get(without_year)


def year_in(header: str) -> int | None:
    """Return the year that a header names, as in ``Kontingent 2026``."""
    found = re.search(r"(?<!\d)(?:19|20)\d\d(?!\d)", header)
    return int(found.group()) if found else None


def guess(headers: Sequence[str]) -> dict[Field, str]:
    """Return which column probably holds what: the first that fits each field."""
    found: dict[Field, str] = {}
    for header in headers:
        field = field_of(header)
        if field is not None and field not in found:
            found[field] = header
    if Field.GIVEN_NAME in found and Field.FAMILY_NAME in found:
        found.pop(Field.NAME, None)
    return found


_OF_A_PERSON = re.compile(r"\S+@\S+\.\S+|\d{3,}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d\d-\d\d|\+?[\d ]{8,}")


def are_headers(cells: Sequence[str]) -> bool:
    """Tell whether a row is one of headers: two that we know, or no cell with a number, a date or an e-mail address."""
    return len(guess(cells)) >= 2 or not any(_OF_A_PERSON.fullmatch(cell.strip()) for cell in cells)


def read_mapping(written: object) -> dict[Field, str]:
    """Return a mapping as JSON has it: ``{"number": "Medlemsnr", …}``, or that under ``columns``.

    :raises ValueError: it is something else; the text says what
    """
    if isinstance(written, dict) and isinstance(written.get("columns"), dict):
        written = written["columns"]
    if not isinstance(written, dict):
        raise ValueError(  # noqa: TRY004 what was written is wrong, not who calls
            _('Kolonneoppsettet skal være et JSON-objekt, for eksempel {"number": "Medlemsnr"}.')
        )
    found: dict[Field, str] = {}
    for name, header in written.items():
        if name not in set(Field) or not isinstance(header, str):
            values = {"name": name, "known": ", ".join(Field)}
            raise ValueError(_("Vi kjenner ikke feltet «%(name)s». Feltene er: %(known)s.") % values)
        found[Field(name)] = header
    return found


def what_is_missing(mapping: Mapping[Field, str]) -> str:
    """Return what a mapping lacks before a file can be read by it, in a sentence; empty where nothing does."""
    if Field.NUMBER not in mapping:
        return str(NO_NUMBER)
    has_both = Field.GIVEN_NAME in mapping and Field.FAMILY_NAME in mapping
    if Field.NAME not in mapping and not has_both:
        return _("Pek ut kolonnene med fornavn og etternavn, eller én kolonne med hele navnet.")
    columns = list(mapping.values())
    twice = sorted({header for header in columns if columns.count(header) > 1})
    if twice:
        return _("Kolonnen «%(header)s» er valgt til to ting. Velg den bare én gang.") % {"header": twice[0]}
    return ""
