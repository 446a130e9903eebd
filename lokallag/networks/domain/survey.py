"""The short survey to those who are in a network: its questions, and how answers are put together. Pure.

Answers are kept question by question, each a sorted list: neither who answered what nor what was answered together can
be read from them.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAST = 5  # answers; fewer are not shown
BLOCK = 16_384  # bytes: what is sealed is filled up to whole blocks, so that its length tells of no answer
MOST_TEXT = 600
SCALE = ("1", "2", "3", "4", "5")
WAYS = ("go_on", "change", "end")
AGREE = [
    ("5", _("Helt enig")),
    ("4", _("Ganske enig")),
    ("3", _("Både og")),
    ("2", _("Ganske uenig")),
    ("1", _("Helt uenig")),
]
WANTED = [("go_on", _("Det bør fortsette")), ("change", _("Det bør endres")), ("end", _("Det bør avsluttes"))]


class Kind(StrEnum):
    """How a question is answered."""

    SCALE = "scale"
    WAY = "way"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the ready list."""

    key: str
    kind: Kind
    words: str | Promise


QUESTIONS = (
    Question("worth", Kind.SCALE, _("Møtene er verdt tida jeg bruker på dem")),
    Question("welcome", Kind.SCALE, _("Jeg ble tatt godt imot")),
    Question("learned", Kind.SCALE, _("Jeg har lært noe om temaet")),
    Question("hours", Kind.SCALE, _("Møtene er på tider som passer meg")),
    Question("heard", Kind.SCALE, _("Jeg kan være med og bestemme hva vi tar opp")),
    Question("way", Kind.WAY, _("Hva bør skje med nettverket?")),
    Question("better", Kind.TEXT, _("Hva ville gjort nettverket bedre?")),
    Question("hinders", Kind.TEXT, _("Hva hindrer deg i å komme oftere?")),
)
BY_KEY = {question.key: question for question in QUESTIONS}
Content = Mapping[str, Sequence[str]]


def chosen(keys: Sequence[str]) -> tuple[Question, ...]:
    """Return the questions of these keys, in the order of the list; what is none of them is left out."""
    return tuple(question for question in QUESTIONS if question.key in keys)


def with_answer(content: Content, answer: Mapping[str, str]) -> dict[str, list[str]]:
    """Return the answers with one more put in: by question, each list sorted. An empty answer adds nothing."""
    found = {key: list(values) for key, values in content.items()}
    for key, value in answer.items():
        if value:
            found.setdefault(key, []).append(value)
    return {key: sorted(found[key]) for key in sorted(found)}


def packed(content: Content) -> bytes:
    """Return the answers as bytes, filled up to whole blocks."""
    body = json.dumps({key: list(values) for key, values in content.items()}, ensure_ascii=False).encode()
    return body + b" " * (-len(body) % BLOCK)


def unpacked(body: bytes) -> dict[str, list[str]]:
    """Return the answers that were packed; no bytes are no answers."""
    found: dict[str, list[str]] = json.loads(body) if body else {}
    return found


@dataclass(frozen=True, slots=True)
class Result:
    """What was answered to one question: how many chose what, in the order of the choices, or the texts, sorted."""

    question: Question
    counts: tuple[int, ...] = ()
    texts: tuple[str, ...] = ()

    @property
    def answered(self) -> int:
        """How many answered it."""
        return sum(self.counts) or len(self.texts)

    @property
    def mean(self) -> float | None:
        """The average on the scale, with one decimal."""
        if self.question.kind is not Kind.SCALE or not self.answered:
            return None
        return round(sum(place * count for place, count in enumerate(self.counts, 1)) / self.answered, 1)


def results(content: Content, questions: Sequence[Question]) -> tuple[Result, ...]:
    """Return what was answered, question by question; those that fewer than five have answered are left out."""
    found = []
    for question in questions:
        values = content.get(question.key, ())
        if len(values) < LEAST:
            continue
        if question.kind is Kind.TEXT:
            found.append(Result(question, texts=tuple(sorted(values))))
        else:
            counted = Counter(values)
            choices = SCALE if question.kind is Kind.SCALE else WAYS
            found.append(Result(question, counts=tuple(counted[choice] for choice in choices)))
    return tuple(found)
