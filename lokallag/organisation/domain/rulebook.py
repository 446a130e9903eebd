"""The rules that an organisation sets for itself, as data. Pure: of Django only gettext.

Each rule has a key, a kind, a default and the words it is shown with. Defaults are a starting point for a demo and a
new organisation, none of them is law (domain facts: model statutes of several parties; what differs is edited).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.words import MONTHS, in_words


class RuleKind(StrEnum):
    """How a value is written and read."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    PERCENT = "percent"
    FRACTION = "fraction"
    DAY_OF_YEAR = "day_of_year"
    DAY = "day"  # one day of one year, stored as 31.03.2027; empty where none is set
    YES_NO = "yes_no"
    NUMBER = "number"
    MEETING = "meeting"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class RuleSpec:
    """One rule that can be set: ``low`` and ``high`` bound whole numbers, both included."""

    key: str
    kind: RuleKind
    label: str | Promise
    default: str
    hint: str | Promise = ""
    low: int = 0
    high: int = 365


RULEBOOK: tuple[RuleSpec, ...] = (
    RuleSpec(
        "annual_meeting_by",
        RuleKind.DAY_OF_YEAR,
        _("Årsmøtet holdes innen"),
        "31.03",
        _("Dag og måned, for eksempel 31.03."),
    ),
    RuleSpec("notice_days", RuleKind.DAYS, _("Innkalling sendes før årsmøtet"), "28"),
    RuleSpec("proposal_days", RuleKind.DAYS, _("Frist for forslag før årsmøtet"), "14"),
    RuleSpec("papers_days", RuleKind.DAYS, _("Sakspapirer sendes ut før årsmøtet"), "7"),
    RuleSpec(
        "extraordinary_share",
        RuleKind.FRACTION,
        _("Ekstraordinært årsmøte kan kreves av"),
        "1/3",
        _("Andel av medlemmene eller avdelingene, for eksempel 1/3 eller 2/5."),
    ),
    RuleSpec("extraordinary_notice_days", RuleKind.DAYS, _("Innkalling sendes før ekstraordinært årsmøte"), "14"),
    RuleSpec("majority", RuleKind.FRACTION, _("Vanlig flertall er mer enn"), "1/2"),
    RuleSpec("statute_majority", RuleKind.FRACTION, _("Endring av vedtekter krever minst"), "2/3"),
    RuleSpec(
        "quorum",
        RuleKind.NUMBER,
        _("Minste antall stemmeberettigede for å gjøre vedtak"),
        "0",
        _("0 betyr at det ikke er noe krav."),
        0,
        10_000,
    ),
    RuleSpec("vote_age", RuleKind.YEARS, _("Laveste alder for stemmerett"), "15", "", 0, 100),
    RuleSpec("vote_membership_days", RuleKind.DAYS, _("Medlemstid før stemmerett"), "0"),
    RuleSpec("vote_fee_paid", RuleKind.YES_NO, _("Kontingenten må være betalt for å stemme"), "ja"),
    RuleSpec("proposal_right_side_organisations", RuleKind.YES_NO, _("Sideorganisasjoner har forslagsrett"), "ja"),
    RuleSpec("gender_quota", RuleKind.PERCENT, _("Minste andel av hvert kjønn i valgte organer"), "40", "", 0, 50),
    RuleSpec("young_age", RuleKind.YEARS, _("Tilbudet for yngre gjelder til og med"), "40", "", 0, 120),
    RuleSpec("senior_age", RuleKind.YEARS, _("Seniornettverket er for dem som er minst"), "60", "", 0, 120),
    RuleSpec("term_years", RuleKind.YEARS, _("Vanlig valgperiode"), "2", "", 1, 10),
    RuleSpec(
        "steering_term_months", RuleKind.MONTHS, _("Styringsgruppa i et fagnettverk oppnevnes for"), "12", "", 1, 60
    ),
    RuleSpec(
        "steering_notice_days",
        RuleKind.DAYS,
        _("Styret får oppgaven om ny styringsgruppe, før perioden er over"),
        "60",
        "",
        7,
        180,
    ),
    RuleSpec(
        "networks_propose_how",
        RuleKind.TEXT,
        _("Slik er det vedtatt at fagnettverk ikke har forslagsrett"),
        "",
        _("Vises der noen leter etter forslag i et nettverk. At nettverk ikke fremmer forslag, kan ikke slås av her."),
    ),
    RuleSpec(
        "keep_unpaid_months",
        RuleKind.MONTHS,
        _("Den som ikke betaler kontingenten, slettes innen"),
        "6",
        _("Antall måneder etter forfall. Datatilsynet sier høyst 6."),
        1,
        6,
    ),
    RuleSpec("keep_messages_months", RuleKind.MONTHS, _("Meldinger som er sendt, lagres i"), "12", "", 1, 12),
    RuleSpec(
        "keep_approvals_months",
        RuleKind.MONTHS,
        _("Forslag som to må si ja til, lagres etter avgjørelsen i"),
        "12",
        "",
        1,
        24,
    ),
    RuleSpec(
        "keep_devices_months",
        RuleKind.MONTHS,
        _("Enheter som ingen logger inn fra, huskes i"),
        "12",
        "",
        1,
        24,
    ),
    RuleSpec(
        "network_season_ends",
        RuleKind.DAY_OF_YEAR,
        _("Den som har vokst ut av et nettverk, kan være med til"),
        "30.06",
        _("Dag og måned da sesongen er slutt, for eksempel 30.06."),
    ),
    RuleSpec("network_answer_days", RuleKind.DAYS, _("Styret svarer på en søknad om nettverk innen"), "42", "", 1, 365),
    RuleSpec("idea_answer_days", RuleKind.DAYS, _("Styret svarer den som kommer med en idé innen"), "14", "", 1, 365),
    RuleSpec(
        "network_mandate",
        RuleKind.TEXT,
        _("Styrets fullmakt til å starte fagnettverk"),
        "",
        _("Med møtets ord. Kilden er møtet som ga fullmakten. Vises der styret avgjør søknader."),
    ),
    RuleSpec(
        "network_mandate_until",
        RuleKind.DAY,
        _("Fullmakten til å starte fagnettverk varer til og med"),
        "",
        _("En dato, for eksempel 31.03.2027. Tomt betyr til den blir trukket tilbake."),
    ),
    RuleSpec("network_evaluation", RuleKind.MEETING, _("Ordningen med fagnettverk evalueres innen"), ""),
    RuleSpec(
        "network_evaluation_months",
        RuleKind.MONTHS,
        _("Styret får saken om å evaluere fagnettverkene før møtet"),
        "6",
        "",
        1,
        24,
    ),
    RuleSpec(
        "national_leaving",
        RuleKind.TEXT,
        _("Slik melder man seg ut av partiet sentralt"),
        "",
        _("Vises for den som melder seg ut her. For eksempel «Skriv til medlem@partiet.no»."),
    ),
    RuleSpec(
        "processors",
        RuleKind.TEXT,
        _("Hvem som behandler opplysninger for partiet"),
        "",
        _("Hvem som drifter serveren, sender e-post og trykker brev, og i hvilket land. Står i personvernerklæringen."),
    ),
    RuleSpec(
        "privacy_contact",
        RuleKind.TEXT,
        _("Personvernombud eller kontakt for personvern"),
        "",
        _("Navn eller rolle, og hvordan man når dem. Vises i personvernerklæringen."),
    ),
)
BY_KEY = {spec.key: spec for spec in RULEBOOK}
_WHOLE = {RuleKind.DAYS, RuleKind.MONTHS, RuleKind.YEARS, RuleKind.PERCENT, RuleKind.NUMBER}
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MAY_BE_EMPTY = frozenset({RuleKind.TEXT, RuleKind.DAY, RuleKind.MEETING})
_MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


class BadRule(ValueError):
    """A value cannot be read as its rule's kind. The text is for the one who wrote it."""


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _whole(spec: RuleSpec, text: str) -> str:
    if not _is_number(text) or not spec.low <= int(text) <= spec.high:
        raise BadRule(_("Skriv et helt tall fra %(low)d til %(high)d.") % {"low": spec.low, "high": spec.high})
    return str(int(text))


def _fraction(text: str) -> str:
    above, slash, below = (part.strip() for part in text.partition("/"))
    if slash and _is_number(above) and _is_number(below) and 0 < int(above) <= int(below) <= 100:
        return f"{int(above)}/{int(below)}"
    raise BadRule(_("Skriv en brøk, for eksempel 1/2 eller 2/3."))


_YEAR = re.compile(r"(?<!\d)(?:20|21)\d\d(?!\d)")
_MEETING_WORDS = {"", *["the", "of", "i", "in", "on", "årsmøtet", "årsmøte", "årsmøtes", "annual", "meeting"]}


def meeting_year(text: str) -> int | None:
    """Return the year of the annual meeting that a text names, or ``None``.

    It is stored as the year alone; versions of the rules from before that hold words ("årsmøtet 2027"), and are read.
    """
    years = _YEAR.findall(text)
    words = _YEAR.sub(" ", text.casefold()).replace(".", " ").split()
    return int(years[0]) if len(years) == 1 and set(words) <= _MEETING_WORDS else None


def _meeting(text: str) -> str:
    if not text:
        return ""
    year = meeting_year(text)
    if year is None:
        raise BadRule(_("Skriv året årsmøtet holdes, for eksempel 2027."))
    return str(year)


def _day_of_year(text: str) -> str:
    day, dot, month = text.rstrip(".").partition(".")
    is_month = bool(dot) and _is_number(day) and _is_number(month) and 1 <= int(month) <= 12
    if is_month and 1 <= int(day) <= _MONTH_DAYS[int(month) - 1]:
        return f"{int(day):02}.{int(month):02}"
    raise BadRule(_("Skriv dag og måned, for eksempel 31.03."))


def _as_day(text: str) -> date:
    """Return the day of a stored value.

    :raises ValueError: it is none
    """
    day, month, year = text.split(".")
    return date(int(year), int(month), int(day))


def _day(text: str) -> str:
    if not text:
        return ""
    if ISO_DAY.fullmatch(text):
        text = ".".join(reversed(text.split("-")))
    parts = text.split(".")
    if len(parts) == 3 and all(map(_is_number, parts)) and 1850 <= int(parts[2]) <= 2199:
        try:
            return f"{_as_day(text):%d.%m.%Y}"
        except ValueError:
            pass
    raise BadRule(_("Skriv dag, måned og år, for eksempel 31.03.2027."))


UNITS = {
    RuleKind.DAYS: _("Antall dager."),
    RuleKind.MONTHS: _("Antall måneder."),
    RuleKind.YEARS: _("Antall år."),
    RuleKind.PERCENT: _("Prosent."),
    RuleKind.NUMBER: _("Et helt tall."),
    RuleKind.FRACTION: _("En brøk, for eksempel 1/2."),
    RuleKind.DAY_OF_YEAR: _("Dag og måned."),
    RuleKind.DAY: _("Dag, måned og år, for eksempel 31.03.2027."),
    RuleKind.YES_NO: _("Ja eller nei."),
    RuleKind.MEETING: _("Året årsmøtet holdes, for eksempel 2027."),
    RuleKind.TEXT: _("Med deres egne ord, for eksempel «årsmøtet 2027»."),
}


def hint_of(spec: RuleSpec) -> str:
    """Return what to write in the rule's field: its own hint, else that of its kind."""
    return str(spec.hint or UNITS[spec.kind])


def clean_value(spec: RuleSpec, text: str) -> str:
    """Return ``text`` as it is stored for this rule. Reading a stored value gives itself.

    :raises BadRule: it cannot be read as the rule's kind; the message says what to write
    """
    text = text.strip()
    if spec.kind in _WHOLE:
        return _whole(spec, text)
    if spec.kind is RuleKind.FRACTION:
        return _fraction(text)
    if spec.kind is RuleKind.DAY_OF_YEAR:
        return _day_of_year(text)
    if spec.kind is RuleKind.DAY:
        return _day(text)
    if spec.kind is RuleKind.MEETING:
        return _meeting(text)
    if spec.kind is RuleKind.YES_NO:
        if text.lower() not in {"ja", "nei"}:
            raise BadRule(_("Skriv ja eller nei."))
        return text.lower()
    if len(text) > 200 or "\x00" in text:
        raise BadRule(_("Skriv høyst 200 tegn."))
    return text


def check_majorities(values: Mapping[str, str]) -> None:
    """Do nothing if changing the statutes takes at least the ordinary majority.

    :param values: key → value as ``clean_value`` gives it; nothing is checked unless both majorities are there
    :raises BadRule: it takes less
    """
    ordinary, statutes = values.get("majority"), values.get("statute_majority")
    if ordinary and statutes and Fraction(statutes) < Fraction(ordinary):
        raise BadRule(
            _("Å endre vedtektene kan ikke kreve mindre enn vanlig flertall. Skriv minst %(share)s.")
            % {"share": ordinary}
        )


def in_plain_words(spec: RuleSpec, value: str) -> str:
    """Return a stored value as one says it: "28 dager", "40 %", "31. mars", "ja"; a dash where none is set."""
    if not value:
        return "–"
    if spec.kind is RuleKind.DAYS:
        return ngettext("%(n)d dag", "%(n)d dager", int(value)) % {"n": int(value)}
    if spec.kind is RuleKind.MONTHS:
        return ngettext("%(n)d måned", "%(n)d måneder", int(value)) % {"n": int(value)}
    if spec.kind is RuleKind.YEARS:
        return gettext("%(n)d år") % {"n": int(value)}
    if spec.kind is RuleKind.PERCENT:
        return gettext("%(n)d prosent") % {"n": int(value)}
    if spec.kind is RuleKind.DAY_OF_YEAR:
        day, month = value.split(".")
        return gettext("%(day)s. %(month)s") % {"day": int(day), "month": MONTHS[int(month) - 1]}
    if spec.kind is RuleKind.DAY:
        return in_words(_as_day(value))
    if spec.kind is RuleKind.YES_NO:
        return gettext("ja") if value == "ja" else gettext("nei")
    if spec.kind is RuleKind.MEETING and (year := meeting_year(value)) is not None:
        return gettext("årsmøtet %(year)d") % {"year": year}
    return value


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that hold: by key, the value as stored and its source. ``version`` 0 is the defaults alone."""

    version: int
    values: Mapping[str, str]
    sources: Mapping[str, str]

    def whole(self, key: str) -> int:
        """Return a rule that is a whole number (days, years, percent, persons)."""
        return int(self.values[key])

    def share(self, key: str) -> Fraction:
        """Return a rule that is a fraction."""
        return Fraction(self.values[key])

    def says_yes(self, key: str) -> bool:
        """Return a rule that is yes or no."""
        return self.values[key] == "ja"

    def day_and_month(self, key: str) -> tuple[int, int]:
        """Return a rule that is a day of the year, as day and month."""
        day, month = self.values[key].split(".")
        return int(day), int(month)

    def day(self, key: str) -> date | None:
        """Return a rule that is one day, ``None`` where it is not set."""
        return _as_day(self.values[key]) if self.values[key] else None

    def meeting(self, key: str) -> int | None:
        """Return the year of the annual meeting that a rule names, or ``None``: it is not set, or cannot be read."""
        return meeting_year(self.values[key])

    def text(self, key: str) -> str:
        """Return a rule as it is written."""
        return self.values[key]

    def source(self, key: str) -> str:
        """Return the paragraph or decision that the rule comes from; empty where none is given."""
        return self.sources.get(key, "")


def read_rules(stored: Mapping[str, tuple[str, str]], *, version: int) -> Rules:
    """Return all rules of the rulebook: those stored (key → value, source), and the default where one is not."""
    values = {spec.key: stored[spec.key][0] if spec.key in stored else spec.default for spec in RULEBOOK}
    sources = {key: source for key, (_value, source) in stored.items() if source}
    return Rules(version=version, values=values, sources=sources)
