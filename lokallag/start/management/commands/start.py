"""``lokallag start``: the first two officers of an empty database, new ones in an emergency, and what remains to do.

Whoever can run a command on the server needs no set-up code. What is missing is asked for on a terminal.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils.timezone import localdate, now
from django.utils.translation import override

from lokallag.core.errors import RuleViolation
from lokallag.organisation.models import Term, Title
from lokallag.organisation.queries import APPROVERS_NEEDED, main_unit
from lokallag.start import queries, services
from lokallag.start.domain.founding import split_name
from lokallag.start.forms import BreakGlassForm, FoundForm, MinutesForm

Answer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to be told: the option, the form's field, the question on a terminal, what an empty answer means."""

    option: str
    field: str
    question: str
    default: str | None = None  # None: it must be told


ORGANISATION = (
    Asked("organisation", "organisation", "Organisasjonens navn"),
    Asked("municipality", "municipality", "Kommune (nummer eller navn)"),
    Asked("colour", "colour", "Farge (tomt gir #b3212b)", ""),
)
LEADER = (
    Asked("leader", "leader", "Lederens navn"),
    Asked("leader_email", "leader_email", "Lederens e-postadresse"),
)
SECRETARY = (
    Asked("secretary", "secretary", "Sekretærens navn"),
    Asked("secretary_email", "secretary_email", "Sekretærens e-postadresse"),
)
MINUTES = (
    Asked("meeting", "meeting", "Møtet som valgte (for eksempel Årsmøtet 2027)"),
    Asked("date", "held_on", "Dagen møtet ble holdt (for eksempel 11.03.2027)"),
    Asked("minutes", "reference", "Hvor det står i protokollen (for eksempel Protokoll 11. mars 2027, sak 9)"),
    Asked("from", "from_on", "Første dag i vervene (tomt betyr møtedagen)", ""),
    Asked("until", "until_on", "Siste dag i vervene (tomt betyr inntil videre)", ""),
)
REASON = (Asked("reason", "reason", "Hvorfor kan ikke styret føre inn vervene selv?"),)
FOUNDING = (*ORGANISATION, *LEADER, *SECRETARY, *MINUTES)
OPTION_OF = {asked.field: f"--{asked.option.replace('_', '-')}" for asked in (*FOUNDING, *REASON)} | {
    f"{who}_{part}": f"--{who}" for who in ("leader", "secretary") for part in ("given", "family")
}


class Command(BaseCommand):
    """Found the organisation, or say what remains."""

    help = "Sett opp organisasjonen med leder og sekretær i en tom database, og vis hva som gjenstår."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say what can be told; each is asked for on a terminal where it is missing."""
        parser.add_argument("--organisation", metavar="NAVN", help="organisasjonens navn")
        parser.add_argument("--municipality", metavar="KOMMUNE", help="kommunens nummer eller navn")
        parser.add_argument("--colour", metavar="FARGE", help="organisasjonens farge, ellers #b3212b")
        for who, words in (("leader", "lederens"), ("secretary", "sekretærens")):
            parser.add_argument(f"--{who}", metavar="NAVN", help=f"{words} navn, også som «Etternavn, Fornavn»")
            parser.add_argument(f"--{who}-email", metavar="ADRESSE", help=f"{words} e-postadresse")
        parser.add_argument("--shared-email", action="store_true", help="de to deler e-postadresse")
        parser.add_argument("--meeting", metavar="MØTE", help="møtet som valgte, for eksempel «Årsmøtet 2027»")
        parser.add_argument("--date", metavar="DATO", help="dagen møtet ble holdt")
        parser.add_argument("--minutes", metavar="PROTOKOLL", help="hvor det står i protokollen")
        parser.add_argument("--from", metavar="DATO", help="første dag i vervene, ellers møtedagen")
        parser.add_argument("--until", metavar="DATO", help="siste dag i vervene, ellers inntil videre")
        parser.add_argument("--code", action="store_true", help="vis koden som åpner oppsettet på nettsiden")
        parser.add_argument("--break-glass", action="store_true", help="nødåpning: før inn nye verv fra serveren")
        parser.add_argument("--reason", metavar="GRUNN", help="hvorfor styret ikke kan det selv (ved nødåpning)")
        parser.add_argument(
            "--end", action="append", choices=["leader", "secretary"], default=[], help="verv som avsluttes (nødåpning)"
        )
        parser.add_argument("--json", action="store_true", help="svar med ett JSON-objekt")

    def handle(self, **options: Any) -> None:
        """Do what was asked, and print what remains.

        :raises CommandError: what was wrong, in words
        """
        asks = sys.stdin.isatty() and not options["json"]
        with override("nb"):
            try:
                if options["code"]:
                    answer = self._code()
                elif options["break_glass"]:
                    answer = self._break_glass(options, asks=asks)
                elif queries.is_founded():
                    answer = self._status(options)
                else:
                    answer = self._found(options, asks=asks)
            except RuleViolation as error:
                raise CommandError(str(error)) from error
            if options["json"]:
                self.stdout.write(json.dumps(answer, ensure_ascii=False))
            else:
                self._say(answer)

    # --- What can be asked of it ---------------------------------------------------------------------------------

    def _code(self) -> Answer:
        if not queries.is_open():
            raise CommandError("Databasen er i bruk. Siden er borte, og ingen kode trengs lenger.")
        return {"url": f"{settings.SITE_URL}{reverse('start:start')}", "code": queries.set_up_code()}

    def _status(self, options: Mapping[str, Any]) -> Answer:
        if any(options[asked.option] for asked in FOUNDING):
            raise CommandError(
                "Organisasjonen er satt opp fra før. Styret endrer navn og verv på nettsiden. "
                "Er for få igjen som kan godkjenne, så kjør lokallag start --break-glass."
            )
        return self._with_steps({})

    def _found(self, options: Mapping[str, Any], *, asks: bool) -> Answer:
        data = self._told(FOUNDING, options, FoundForm, asks=asks)
        form = FoundForm(data, today=localdate())
        self._check(form, asks=asks)
        leader, secretary, minutes = form.officer("leader"), form.officer("secretary"), form.minutes()
        if leader is None or secretary is None or minutes is None:
            raise CommandError("Skriv leder, sekretær og protokoll.")
        founded = services.found_organisation(
            organisation=form.cleaned_data["organisation"],
            municipality=form.cleaned_data["municipality"],
            colour=form.cleaned_data["colour"],
            leader=leader,
            secretary=secretary,
            minutes=minutes,
            may_share_address=form.cleaned_data["shared_email"],
            on_server=True,
            at=now(),
        )
        return self._with_steps(
            {
                "organisation": founded.unit.name,
                "municipality": form.cleaned_data["municipality"],
                "seated": [_seated(founded.leader), _seated(founded.secretary)],
                "warnings": _warnings(form),
            }
        )

    def _break_glass(self, options: Mapping[str, Any], *, asks: bool) -> Answer:
        who = [
            whom
            for name, whom in (("leader", LEADER), ("secretary", SECRETARY))
            if options[name] or options[f"{name}_email"] or asks
        ]
        if options["from"]:
            raise CommandError("Ved nødåpning begynner vervene i dag. Ta bort --from.")
        minuted = (each for each in MINUTES if each.field != "from_on")
        asked = (*(each for whom in who for each in whom), *minuted, *REASON)
        if asks:
            both = (*LEADER, *SECRETARY)
            asked = tuple(
                replace(each, question=f"{each.question} (tomt for ingen ny)", default="") if each in both else each
                for each in asked
            )
        form = BreakGlassForm(self._told(asked, options, BreakGlassForm, asks=asks), today=localdate())
        self._check(form, asks=asks)
        minutes = form.minutes()
        if minutes is None:
            raise CommandError("Skriv hva vervene bygger på.")
        done = services.break_glass(
            leader=form.officer("leader"),
            secretary=form.officer("secretary"),
            minutes=minutes,
            reason=form.cleaned_data["reason"],
            ends=[Title(name) for name in options["end"]],
            may_share_address=form.cleaned_data["shared_email"],
            at=now(),
        )
        warnings = _warnings(form)
        if len(done.approvers) < APPROVERS_NEEDED:
            warnings.append("Det er fremdeles færre enn to som kan godkjenne. Før inn én til på samme måte.")
        return {
            "seated": [_seated(term) for term in done.seated],
            "ended": [_seated(term) for term in done.ended],
            "told": done.told,
            "approvers": [person.name for person in done.approvers],
            "warnings": warnings,
        }

    # --- Asking and telling --------------------------------------------------------------------------------------

    def _told(
        self, asked: tuple[Asked, ...], options: Mapping[str, Any], form: type[MinutesForm], *, asks: bool
    ) -> dict[str, str]:
        """Return what the options say, asked for where it is missing, as the fields of the form.

        :raises CommandError: something is missing and there is nobody to ask
        """
        missing = [each for each in asked if not options[each.option] and each.default is None]
        if missing and not asks:
            raise CommandError(
                "Dette mangler: " + ", ".join(OPTION_OF[each.field] for each in missing) + ". Se lokallag start --help."
            )
        data: dict[str, str] = {"shared_email": "on"} if options["shared_email"] else {}
        for each in asked:
            told = options[each.option]
            if told is None:
                told = self._ask(each, form) if asks else each.default or ""
            if each.field in {"leader", "secretary"}:
                data[f"{each.field}_given"], data[f"{each.field}_family"] = split_name(told)
            else:
                data[each.field] = told
        return data

    def _ask(self, asked: Asked, form: type[MinutesForm]) -> str:
        """Ask until the answer can be read."""
        field = form.base_fields.get(asked.field)
        while True:
            told = input(f"{asked.question}: ").strip()
            if not told and asked.default is not None:
                return asked.default
            if asked.field in {"leader", "secretary"} and not all(split_name(told)):
                self.stderr.write("Skriv både fornavn og etternavn.")
                continue
            try:
                if field is not None:
                    field.clean(told)
                if asked.field == "municipality":
                    self.stdout.write(f"  {queries.municipality_meant(told)}")
            except (ValidationError, ValueError) as error:
                said = error.messages if isinstance(error, ValidationError) else [str(error)]
                self.stderr.write(" ".join(said))
                continue
            return told

    def _check(self, form: MinutesForm, *, asks: bool) -> None:
        """Make sure that the form holds; ask whether two share an address.

        :raises CommandError: what does not hold, option by option
        """
        if asks and form.asks_about_address and not form.data.get("shared_email"):
            told = input("De to har samme e-postadresse. Hver bør ha sin egen. Deler de den likevel? (ja/nei): ")
            if told.strip().lower() in {"ja", "j"}:
                form.data = {**form.data, "shared_email": "on"}
                form.full_clean()
        if form.is_valid():
            return
        lines = []
        for name, messages in form.errors.items():
            option = OPTION_OF.get(name, "")
            lines += [f"{option}: {message}" if option else str(message) for message in messages]
            if name == "secretary_email" and form.asks_about_address:
                lines.append("Deler de to adresse, så legg til --shared-email.")
        raise CommandError("\n".join(lines))

    def _with_steps(self, answer: Answer) -> Answer:
        unit = main_unit(localdate())
        return {
            "organisation": "" if unit is None else unit.name,
            "warnings": [],
            **answer,
            "steps": [
                {
                    "key": step.key,
                    "title": step.title,
                    "done": step.is_done,
                    "state": step.state,
                    "url": f"{settings.SITE_URL}{step.url}",
                }
                for step in queries.steps(localdate())
            ],
        }

    def _say(self, answer: Answer) -> None:
        if "code" in answer:
            self.stdout.write(f"Gå til {answer['url']} og bruk oppsettskoden {answer['code']}")
            return
        if answer.get("organisation"):
            self.stdout.write(f"{answer['organisation']} er satt opp.")
        for words, key in (("Ført inn", "seated"), ("Avsluttet", "ended")):
            for term in answer.get(key, []):
                self.stdout.write(f"{words}: {term['called'].lower()} {term['name']}, fra {term['from']}")
        if answer.get("seated"):
            self.stdout.write("De får e-post om hvordan de logger inn. Den går ut når lokallag serve kjører.")
        if "told" in answer:
            self.stdout.write(f"{answer['told']} i styret får melding om det.")
        for warning in answer["warnings"]:
            self.stderr.write(f"Advarsel: {warning}")
        for step in answer.get("steps", []):
            mark = "ferdig  " if step["done"] else "gjenstår"
            self.stdout.write(f"  {mark}  {step['title']}: {step['state']}")
            if not step["done"]:
                self.stdout.write(f"            {step['url']}")


def _seated(term: Term) -> dict[str, str]:
    return {
        "office": term.office.title,
        "called": term.office.label,
        "name": term.holder_name,
        "from": term.from_on.isoformat(),
    }


def _warnings(form: MinutesForm) -> list[str]:
    """Return what the one at the server should know before closing the window."""
    found = []
    if settings.OUTBOX_BACKEND != "smtp":
        found.append("Ingen e-post går ut før EMAIL_URL er satt. Til da skrives brevene ut der lokallag serve kjører.")
    if "//localhost" in settings.SITE_URL or "//127." in settings.SITE_URL:
        found.append(
            f"Lenkene i e-posten går til {settings.SITE_URL}. Sett LOKALLAG_URL til adressen medlemmene bruker."
        )
    if form.cleaned_data.get("shared_email"):
        found.append("De to deler e-postadresse. Den som leser den, kan bli begge. Gi hver sin egen så snart det går.")
    if form.cleaned_data.get("municipality") and not queries.municipality_meant(form.cleaned_data["municipality"]).name:
        found.append(f"Vi kjenner ikke kommune {form.cleaned_data['municipality']}. Sjekk nummeret under Profil.")
    return found
