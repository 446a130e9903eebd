"""Says in words why something falls on its day: "28 dager før årsmøtet 11. mars 2027, etter § 5".

Computed when shown, in the reader's language; of Django only gettext.
"""

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext, gettext_noop, ngettext
from django.utils.translation import gettext_lazy as _

from lokallag.calendar.domain.graph import Answer, Found, Key, Missing
from lokallag.calendar.domain.holidays import holiday_name
from lokallag.calendar.domain.rules import (
    EVERY_YEAR,
    DateRule,
    FixedDate,
    FromEaster,
    FromEvent,
    NthWeekday,
    Roll,
    Step,
    YearKind,
)
from lokallag.calendar.domain.words import WEEKDAYS, in_words, month_called, weekday_name

ORDINALS = {1: _("første"), 2: _("andre"), 3: _("tredje"), 4: _("fjerde"), 5: _("femte"), -1: _("siste")}
YEAR_KINDS = {
    YearKind.MUNICIPAL: _("kommunevalgår"),
    YearKind.STORTING: _("stortingsvalgår"),
    YearKind.BETWEEN: _("år uten valg"),
}
HOLIDAYS = (  # as the package names them; a test holds the list against it
    gettext_noop("Første nyttårsdag"),
    gettext_noop("Skjærtorsdag"),
    gettext_noop("Langfredag"),
    gettext_noop("Første påskedag"),
    gettext_noop("Andre påskedag"),
    gettext_noop("Arbeidernes dag"),
    gettext_noop("Grunnlovsdag"),
    gettext_noop("Kristi himmelfartsdag"),
    gettext_noop("Første pinsedag"),
    gettext_noop("Andre pinsedag"),
    gettext_noop("Første juledag"),
    gettext_noop("Andre juledag"),
)
Named = Callable[[Key], str]  # the event as it stands in a sentence: "årsmøtet", "valgdagen"


def rule_in_words(rule: DateRule, named: Named) -> str:
    """Return the rule itself, without a year: "andre mandag i september", "28 dager før årsmøtet"."""
    words = _base_in_words(rule, named)
    if rule.years != EVERY_YEAR:
        kinds = [str(YEAR_KINDS[kind]) for kind in YearKind if kind in rule.years]
        words = gettext("%(rule)s, bare i %(years)s") % {"rule": words, "years": gettext(" og ").join(kinds)}
    return words


def explain(rule: DateRule, answer: Answer, named: Named) -> str:
    """Return why it falls on the day that was found, or why there is none.

    Sentences stand one after the other: the rule with the day it counts from and its source, what moved it, and
    whether it is only expected.
    """
    if answer is None:
        return gettext("Regelen gir ingen dag i år som dette.")
    if isinstance(answer, Missing):
        return gettext("Ingen dag ennå, fordi det ikke er satt noen dag for %(event)s i %(year)s.") % {
            "event": named(answer.event),
            "year": answer.year,
        }
    words = [_reason(rule, answer, named)]
    if answer.ruled is not None and answer.ruled != answer.day:
        words.append(gettext("Dagen er satt for hånd. Regelen gir %(day)s.") % {"day": in_words(answer.ruled)})
    elif answer.unrolled != answer.day:
        words.append(_moved(rule, answer))
    if not answer.is_confirmed:
        words.append(gettext("Dagen er ventet, ikke bekreftet."))
    return " ".join(words)


def cycle_in_words(keys: tuple[Key, ...], named: Named) -> str:
    """Return what to say of rules that wait for each other, the circle named."""
    return gettext("Datoene venter på hverandre i ring: %(circle)s. Gi en av dem en egen dato.") % {
        "circle": " → ".join(named(key) for key in keys)
    }


def _base_in_words(rule: DateRule, named: Named) -> str:
    base = rule.base
    if isinstance(base, FixedDate):
        return gettext("%(day)s. %(month)s") % {"day": base.day, "month": month_called(base.month)}
    if isinstance(base, NthWeekday):
        return gettext("%(nth)s %(weekday)s i %(month)s") % {
            "nth": ORDINALS[base.n],
            "weekday": WEEKDAYS[base.weekday],
            "month": month_called(base.month),
        }
    if isinstance(base, FromEaster):
        return _offset(base.days, Step.DAYS, gettext("første påskedag"))
    return _offset(base.amount, base.step, named(base.event))


def _reason(rule: DateRule, found: Found, named: Named) -> str:
    base = rule.base
    if isinstance(base, FromEvent) and found.from_day is not None:
        event = gettext("%(event)s %(day)s") % {"event": named(base.event), "day": in_words(found.from_day)}
        words = _offset(base.amount, base.step, event)
    else:
        words = _base_in_words(rule, named)
    sentence = words[:1].upper() + words[1:]
    if rule.source:
        return gettext("%(reason)s, etter %(source)s.") % {"reason": sentence, "source": rule.source}
    return gettext("%(reason)s.") % {"reason": sentence}


def _offset(amount: int, step: Step, event: str) -> str:
    if amount == 0:
        return gettext("samme dag som %(event)s") % {"event": event}
    n = abs(amount)
    if step is Step.DAYS:
        length = ngettext("%(n)d dag", "%(n)d dager", n) % {"n": n}
    elif step is Step.WEEKS:
        length = ngettext("%(n)d uke", "%(n)d uker", n) % {"n": n}
    else:
        length = ngettext("%(n)d måned", "%(n)d måneder", n) % {"n": n}
    words = {"length": length, "event": event}
    return gettext("%(length)s før %(event)s") % words if amount < 0 else gettext("%(length)s etter %(event)s") % words


def _moved(rule: DateRule, found: Found) -> str:
    words = {"day": in_words(found.unrolled), "what": _what_day(found.unrolled)}
    if rule.roll is Roll.NEXT:
        return gettext("Flyttet til neste virkedag, fordi %(day)s er %(what)s.") % words
    return gettext("Flyttet til virkedagen før, fordi %(day)s er %(what)s.") % words


def holiday_in_words(day: date) -> str:
    """Return the holidays that fall on the day in the reader's language: "Andre pinsedag og Grunnlovsdag", or ""."""
    names = [gettext(name) for name in holiday_name(day).split("; ") if name]
    return gettext(" og ").join(names)


def _what_day(day: date) -> str:
    return holiday_in_words(day).lower() or weekday_name(day)
