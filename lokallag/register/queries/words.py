"""What an import does, in words: kinds of rows, faults, hints and counts."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from lokallag.register.domain.cells import Fault, Hint
from lokallag.register.domain.records import DIVIDER
from lokallag.register.models import ImportRow, RegisterImport

Words = str | Promise

FAULTS: dict[Fault, Words] = {
    Fault.NUMBER_MISSING: gettext_lazy("Medlemsnummeret mangler."),
    Fault.NUMBER: gettext_lazy("Medlemsnummeret «%(value)s» kan bare ha tall, bokstaver og bindestrek."),
    Fault.NUMBER_TWICE: gettext_lazy("Medlemsnummeret står flere ganger i filen, på rad %(value)s."),
    Fault.NAME: gettext_lazy("Navnet mangler eller ser ikke ut som et navn: «%(value)s»."),
    Fault.GIVEN_MISSING: gettext_lazy("Fornavnet mangler: «%(value)s»."),
    Fault.FAMILY_MISSING: gettext_lazy("Etternavnet mangler: «%(value)s»."),
    Fault.BIRTH_YEAR: gettext_lazy("Fødselsåret %(value)s kan ikke stemme."),
    Fault.BIRTH: gettext_lazy("«%(value)s» er ikke et fødselsår eller en fødselsdato med fire siffer i året."),
    Fault.JOINED_ON: gettext_lazy("Innmeldt dato «%(value)s» kan ikke stemme."),
    Fault.BORN_LATER: gettext_lazy("Innmeldt før fødselsåret %(value)s."),
    Fault.DATE: gettext_lazy("«%(value)s» er ingen dato. Skriv den som 31.12.2019."),
    Fault.FORMULA: gettext_lazy("En celle viser «%(value)s»: formelen i regnearket har gått i stykker."),
    Fault.CELLS: gettext_lazy("Raden har flere celler enn overskriftene."),
    Fault.SHORT: gettext_lazy("Raden har for få celler. Navnet eller nummeret mangler."),
    Fault.CUT_OFF: gettext_lazy("Raden er den siste, og er kuttet av midt i. Filen er trolig ikke hel."),
}
HINTS: dict[Hint, Words] = {
    Hint.EMAIL: gettext_lazy("E-postadressen er ikke hel og er ikke tatt med."),
    Hint.PHONE: gettext_lazy("Telefonnummeret er ikke helt og er ikke tatt med."),
    Hint.POSTAL_CODE: gettext_lazy("Postnummeret er ikke norsk og er ikke tatt med."),
    Hint.GENDER: gettext_lazy("Kjønnet er skrevet på en måte vi ikke kjenner, og er ikke tatt med."),
    Hint.FEE: gettext_lazy("Kontingenten er skrevet på en måte vi ikke kjenner, og er ikke tatt med."),
    Hint.BRANCH: gettext_lazy("Avdelingen finnes ikke her."),
    Hint.ALIKE: gettext_lazy("En annen ny rad har samme navn og fødselsår."),
    Hint.SHARED: gettext_lazy("En vi kjenner, har samme e-post eller telefon. Par deler ofte."),
    Hint.OTHER_YEAR: gettext_lazy("Fødselsåret er også et annet. Det kan være en annen person."),
    Hint.DOUBLE: gettext_lazy(
        "Den vi kjenner, står også i filen med sitt eget nummer. Er det samme person, føres ikke raden inn. "
        "Si fra til registeret."
    ),
}
FIELDS: dict[str, Words] = {
    "name": gettext_lazy("Navn"),
    "email": gettext_lazy("E-post"),
    "phone": gettext_lazy("Telefon"),
    "street_address": gettext_lazy("Gateadresse"),
    "postal_code": gettext_lazy("Postnummer"),
    "birth_year": gettext_lazy("Fødselsår"),
    "gender": gettext_lazy("Kjønn"),
    "is_protected": gettext_lazy("Beskyttet adresse"),
    "joined_on": gettext_lazy("Innmeldt dato"),
    "branch": gettext_lazy("Avdeling"),
    "fees": gettext_lazy("Kontingent"),
}
KINDS: dict[str, Words] = {
    "new": pgettext_lazy("rows of a file", "Nye medlemmer"),
    "returned": gettext_lazy("Kommer tilbake"),
    "changed": gettext_lazy("Endrede"),
    "same": gettext_lazy("Uendrede"),
    "gone": gettext_lazy("Ikke i filen lenger"),
    "renamed": gettext_lazy("Byttet navn"),
    "alike": gettext_lazy("Kanskje en vi kjenner"),
    "left": gettext_lazy("Utmeldt her, men står i filen"),
    "kept": gettext_lazy("Eget valg gjelder"),
    "rejected": gettext_lazy("Avviste rader"),
}


def fault_words(row: ImportRow) -> str:
    """Return why a row is rejected, a sentence for each fault."""
    several = row.fault == Fault.SEVERAL
    faults = row.fault_value.split(DIVIDER) if several else [f"{row.fault}={row.fault_value}"]
    told = [each.partition("=") for each in faults]
    return " ".join(str(FAULTS[Fault(fault)]) % {"value": value} for fault, _sign, value in told)


def hint_words(row: ImportRow) -> list[str]:
    """Return what to look at in a row."""
    return [str(HINTS[Hint(hint)]) for hint in row.hints]


def rejected_lines(of: RegisterImport, most: int = 1000) -> list[str]:
    """Return a line for each rejected row: its number and why."""
    rows = of.rows.filter(verdict="rejected").order_by("row")[:most]
    return [_("Rad %(row)s: %(why)s") % {"row": row.row, "why": fault_words(row)} for row in rows]


def count_lines(counts: Mapping[str, Any]) -> list[str]:
    """Return the counts of an import, a line each; what there is none of is left out."""
    lines = [f"{KINDS[kind]}: {counts[kind]}" for kind in KINDS if counts.get(kind)]
    if counts.get("cut_off"):
        lines.append(_("Den siste raden er kuttet av midt i. Filen er trolig ikke hel."))
    if count := counts.get("unanswered"):
        words = ngettext("%(count)s rad venter på svar", "%(count)s rader venter på svar", count)
        lines.append(words % {"count": count})
    return lines
