"""The content of the library: activity kinds, chapters and duties hang together and read like bokmål."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

import lokallag.playbook
from lokallag.calendar.domain.graph import Anchor, Found, RuleGraph
from lokallag.calendar.domain.rules import DateRule, FromEvent
from lokallag.playbook.domain import catalogue as library
from lokallag.playbook.domain.wheel import Ring, Weight

DATA = Path(lokallag.playbook.__file__).parent / "data"
KINDS = library.read_library((DATA / "activity_kinds.toml").read_text(encoding="utf-8"))
BY_KEY = {kind.key: kind for kind in KINDS}
DUTIES: list[dict[str, Any]] = tomllib.loads((DATA / "duties.toml").read_text(encoding="utf-8"))["duty"]
CHAPTER_KEYS = (
    "hvem-vi-er",
    "verv-og-oppgaver",
    "arshjulet",
    "moter",
    "arsmotet",
    "medlemmer",
    "skolering",
    "politikk",
    "kampanje",
    "okonomi",
    "personvern",
    "overlevering",
)
PARTIES = {"municipal_party", "board", "branch", "council_group", "network", "campaign_committee"}
DOERS = {
    "leder",
    "nestleder",
    "sekretær",
    "kasserer",
    "studieleder",
    "medlemsansvarlig",
    "kampanjeansvarlig",
    "gruppeleder",
    "kontakt i styret",
    "styret",
    "styringsgruppa",
    "valgkomiteen",
    "kampanjeutvalget",
    "programkomiteen",
    "nominasjonskomiteen",
}


@dataclass(frozen=True)
class Chapter:
    """A chapter as written: its front matter, and the text under each of its headings."""

    name: str
    front: dict[str, Any]
    body: str

    @property
    def sections(self) -> dict[str, str]:
        parts = re.split(r"^## (.+)$", self.body, flags=re.MULTILINE)
        return dict(zip(parts[1::2], parts[2::2], strict=True))

    def section(self, start: str) -> str:
        """Return the text of the sections whose heading begins so; empty where there is none."""
        return "\n".join(text for heading, text in self.sections.items() if heading.startswith(start))


def _chapter(path: Path) -> Chapter:
    _before, front, body = path.read_text(encoding="utf-8").split("+++\n", 2)
    return Chapter(path.stem, tomllib.loads(front), body)


CHAPTERS = [_chapter(path) for path in sorted((DATA / "chapters").glob("*.md"))]
by_chapter = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.name)
by_kind = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)


def _texts_of(kind: library.KindSpec) -> Iterator[str]:
    yield from (kind.name, kind.what, kind.why, kind.invitation, kind.source)
    yield from kind.materials
    yield from (task.name for task in kind.tasks)


def _all_texts() -> Iterator[tuple[str, str]]:
    for kind in KINDS:
        yield kind.key, "\n".join(_texts_of(kind))
    for chapter in CHAPTERS:
        yield chapter.name, "\n".join((chapter.front["title"], chapter.front["summary"], chapter.body))
    for duty in DUTIES:
        yield duty["key"], "\n".join((duty["name"], duty["area"], duty["why"]))


TEXTS = list(_all_texts())


# ---- Kinds -----------------------------------------------------------------------------------------------------------


def test_the_library_covers_the_year_of_every_part_of_the_party():
    assert len(KINDS) >= 45
    for unit, least in {"municipal": 40, "branch": 40, "network": 10, "council_group": 5}.items():
        assert sum(unit in kind.units for kind in KINDS) >= least, unit
    assert {kind.ring for kind in KINDS} == set(Ring)
    assert {kind.purpose for kind in KINDS} == {"", "budget", "programme", "nomination", "annual_meeting"}


@by_kind
def test_a_kind_has_somebody_who_does_each_thing(kind):
    assert kind.tasks
    assert {task.who for task in kind.tasks} <= DOERS
    assert len({task.name for task in kind.tasks}) == len(kind.tasks)


@by_kind
def test_whoever_is_invited_gets_an_invitation(kind):
    counted = "attended" in kind.report
    open_to_members = kind.ring in {Ring.MEETING, Ring.NETWORK} and kind.key != "fylkesarsmote"

    if counted and open_to_members:
        assert len(kind.invitation) >= 80
    assert "!" not in kind.invitation


@by_kind
def test_a_day_that_leans_on_another_kind_is_for_units_that_have_that_kind(kind):
    base = kind.rule.rule.base

    if isinstance(base, FromEvent) and base.event not in library.EVENTS:
        assert kind.units <= BY_KEY[str(base.event)].units


@by_kind
def test_only_what_must_be_done_says_so(kind):
    if kind.weight is Weight.MUST:
        return
    said = "\n".join((*_texts_of(kind),)).lower()

    assert re.findall(r"\b(?:må|plikter|påbudt|lovpålagt)\b", said) == []


ANNUAL = {2025: (2, 6), 2026: (3, 12), 2027: (3, 11), 2028: (3, 9), 2029: (3, 8), 2030: (3, 14)}
RULE_DAYS = {"notice_days": 28, "proposal_days": 14, "papers_days": 7}


def _anchors() -> dict[tuple[str, int], Anchor]:
    set_days = {
        **{("annual_meeting", year): date(year, *day) for year, day in ANNUAL.items()},
        **{("municipal_annual_meeting", year): date(year, *day) for year, day in ANNUAL.items()},
        **{("county_annual_meeting", year): date(year, 3, 22) for year in ANNUAL},
        **{("duties_review", year): date(year, 11, 16) for year in ANNUAL},
        **{("council_budget_meeting", year): date(year, 12, 10) for year in ANNUAL},
        **{("council_last_meeting_before_summer", year): date(year, 6, 17) for year in ANNUAL},
        **{("national_congress", year): date(year, 4, 8) for year in (2025, 2027, 2029)},
        ("nomination_meeting", 2026): date(2026, 11, 24),
        ("election_day", 2025): date(2025, 9, 8),
        ("election_day", 2027): date(2027, 9, 13),
        ("election_day", 2029): date(2029, 9, 10),
    }
    return {key: Anchor(day) for key, day in set_days.items()}


def _rule(kind: library.KindSpec) -> DateRule:
    rule, base = kind.rule.rule, kind.rule.rule.base
    if kind.rule.amount_rule and isinstance(base, FromEvent):
        return replace(rule, base=replace(base, amount=-RULE_DAYS[kind.rule.amount_rule]))
    return rule


@pytest.fixture(scope="module")
def days() -> dict[tuple[Any, int], Any]:
    graph = RuleGraph({kind.key: _rule(kind) for kind in KINDS})
    return graph.days(range(2025, 2030), anchors=_anchors())


@by_kind
def test_each_kind_has_a_day_in_some_year(kind, days):
    assert any(isinstance(days[kind.key, year], Found) for year in range(2025, 2030))


@pytest.mark.parametrize(
    ("key", "year", "expected"),
    [
        ("listeforslag-leveres", 2027, date(2027, 3, 31)),
        ("listeforslag-leveres", 2025, None),  # no municipal election
        ("innkalling-arsmote-kommuneparti", 2027, date(2027, 2, 11)),
        ("forslagsfrist-arsmote-avdeling", 2027, date(2027, 2, 25)),
        ("forslag-til-landsmotet", 2026, date(2026, 12, 8)),
        ("stander-i-valgkampen", 2027, date(2027, 8, 21)),
        ("siste-frist-bidrag", 2027, date(2027, 10, 8)),  # four weeks after the Friday before election day
        ("program-vedtas", 2027, date(2027, 3, 11)),
        ("programutkast-pa-horing", 2026, date(2026, 9, 11)),
        ("programutkast-pa-horing", 2028, None),  # the year before a Storting election has no municipal programme
        ("medlemsmote-program", 2026, date(2026, 10, 16)),
        ("medlemsmote-budsjett", 2026, date(2026, 10, 29)),
        ("medlemmer-uten-betaling-slettes", 2026, date(2026, 10, 1)),
        ("forste-mai", 2026, date(2026, 5, 1)),
        ("overlevering-av-verv", 2027, date(2027, 3, 30)),  # two weeks after is Maundy Thursday
        ("valgkomiteen-begynner", 2026, date(2026, 12, 10)),  # for next year's annual meeting
    ],
)
def test_worked_days(days, key, year, expected):
    answer = days[key, year]

    assert (answer.day if isinstance(answer, Found) else None) == expected


def test_the_list_of_candidates_is_delivered_on_the_next_working_day():
    rule = BY_KEY["listeforslag-leveres"].rule.rule

    assert rule.rolled(date(2019, 3, 31)) == date(2019, 4, 1)  # a Sunday


def test_stalls_stand_each_saturday_until_the_day_before_the_last(days):
    stalls = days["stander-i-valgkampen", 2027]

    assert (stalls.day.weekday(), stalls.last) == (5, date(2027, 9, 11))


# ---- Chapters --------------------------------------------------------------------------------------------------------


def test_there_are_twelve_chapters_in_their_order():
    assert [chapter.name for chapter in CHAPTERS] == [f"{n:02}-{key}" for n, key in enumerate(CHAPTER_KEYS, 1)]
    assert [chapter.front["key"] for chapter in CHAPTERS] == list(CHAPTER_KEYS)


@by_chapter
def test_a_chapter_names_exactly_the_kinds_that_name_it(chapter):
    mine = [kind.key for kind in KINDS if kind.chapter == chapter.front["key"]]

    assert mine
    assert chapter.front["activity_kinds"] == mine


def test_each_kind_has_a_chapter():
    assert {kind.chapter for kind in KINDS} == set(CHAPTER_KEYS)


@by_chapter
def test_the_front_matter_of_a_chapter(chapter):
    assert set(chapter.front) == {"key", "title", "lang", "summary", "sources", "activity_kinds"}
    assert chapter.front["lang"] == "nb"
    assert 20 <= len(chapter.front["summary"]) <= 200
    assert chapter.front["sources"]


@by_chapter
def test_a_chapter_has_its_six_parts(chapter):
    assert len(chapter.section("Hva dere skal gjøre")) > 200
    assert len(re.findall(r"^\d+\. ", chapter.section("Slik gjør dere det"), re.MULTILINE)) >= 6
    assert chapter.section("Hvem gjør hva").count("\n|") >= 6
    assert len(re.findall(r"^- \[ \] \S", chapter.section("Sjekkliste"), re.MULTILINE)) >= 6
    assert len(re.findall(r"^> ", chapter.section("Ferdig tekst: "), re.MULTILINE)) >= 5
    assert len(re.findall(r"^- \S", chapter.section("Kilder"), re.MULTILINE)) >= 2


@by_chapter
def test_a_chapter_can_be_read_in_one_sitting(chapter):
    assert 700 <= len(chapter.body.split()) <= 1400


@by_chapter
def test_steps_are_numbered_one_by_one_and_nothing_is_left_over(chapter):
    steps = [int(n) for n in re.findall(r"^(\d+)\. ", chapter.section("Slik gjør dere det"), re.MULTILINE)]

    assert steps == list(range(1, len(steps) + 1))
    assert chapter.body.count("**") % 2 == 0
    assert not re.search(r"TODO|XXX|lorem|\.\.\.", chapter.body)


@by_chapter
def test_what_is_written_as_lines_is_shown_as_lines(chapter):
    """Two lines of a quotation run together unless both are items of a list; some brackets would vanish as links."""
    lines = chapter.body.splitlines()
    quoted = re.compile(r"> (?!- |\d+\. )")
    joined = [b for a, b in pairwise(lines) if a.startswith("> ") and quoted.match(b)]

    assert joined == []
    assert not re.search(r"^\W*\[[^\]]+\]: *\S+$", chapter.body, re.MULTILINE)
    assert not re.search(r"(?<!\*)\*(?![* ])", chapter.body)


# ---- Duties ----------------------------------------------------------------------------------------------------------


def test_there_are_enough_duties_for_all_parties_and_each_once():
    keys = [duty["key"] for duty in DUTIES]

    assert len(keys) == len(set(keys)) >= 30
    for party in PARTIES - {"municipal_party"}:
        assert any(party in duty["does"] for duty in DUTIES), party
    assert any("municipal_party" in duty["decides"] for duty in DUTIES)


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty["key"])
def test_a_duty_says_who_does_decides_and_is_told(duty):
    assert set(duty) == {"key", "name", "area", "does", "decides", "told", "why", "chapter"}
    for column in ("does", "decides", "told"):
        assert duty[column]
        assert set(duty[column]) <= PARTIES
        assert len(set(duty[column])) == len(duty[column])
    assert not set(duty["told"]) & (set(duty["does"]) | set(duty["decides"]))
    assert duty["chapter"] in CHAPTER_KEYS
    assert "\n" not in duty["why"]


def test_duties_of_an_area_stand_together():
    areas = [duty["area"] for duty in DUTIES]
    begun = [area for n, area in enumerate(areas) if n == 0 or areas[n - 1] != area]

    assert len(begun) == len(set(begun))


def test_networks_have_no_right_to_propose_and_do_not_appoint_themselves():
    duties = {duty["key"]: duty for duty in DUTIES}

    assert duties["forslag-til-arsmotet"]["does"] == ["branch"]
    assert duties["styringsgruppe"]["decides"] == duties["opprette-nettverk"]["decides"] == ["board"]


# ---- Words -----------------------------------------------------------------------------------------------------------

ENGLISH = r"""the and with meeting board member members team deadline event events template feedback update flyer
workshop brainstorming kickoff checklist stakeholder mail story stories handout"""
# "_" is a space; letters that are often wrong, words that bokmål writes apart or together, and words of nynorsk
MISSPELT = r"""sammarbeid[a-z]* interes[^s][a-z]* komitte[a-z]* komité(?:en|er|ene) referant[a-z]* kampagne[a-z]*
medlems_møte[a-z]* års_møte[a-z]* valg_kamp[a-z]* styre_møte[a-z]* leser_innlegg[a-z]* dreie_bok[a-z]*
medlemene årsmøta forøvrig istedenfor ihvertfall idag imorgen iår ikveld etterhvert tildels endel tilstede
ikkje kva kvar korleis dei frå noko berre sjølv saman mykje medlemmar"""
PARTY_NAMES = r"""arbeiderpartiet høyre venstre rødt kristelig_folkeparti senterpartiet fremskrittspartiet
miljøpartiet sosialistisk_venstreparti ap frp krf mdg auf unge_høyre bærum"""


def _found(words: str, text: str) -> list[str]:
    one_of = "|".join(words.split()).replace("_", " ")
    return re.findall(rf"\b(?:{one_of})\b", text, re.IGNORECASE)


@pytest.mark.parametrize(
    "words",
    [ENGLISH, MISSPELT, PARTY_NAMES, "ugyldig enhet enheten enhetene modul unit ops workflow"],
    ids=["English", "misspelt", "party names", "words of the machine"],
)
def test_words_that_do_not_belong(words):
    assert [(where, _found(words, text)) for where, text in TEXTS if _found(words, text)] == []


def test_a_word_is_not_written_twice_and_signs_stand_right():
    twice = r"\b(\w{2,}) \1\b"
    signs = r" [,;:?]|[^\n ] {2,}[^\n |]|,,|\.\.|\bå å\b|«[^»]*$"

    assert [(where, match[0]) for where, text in TEXTS for match in re.finditer(twice, text, re.IGNORECASE)] == []
    assert [(where, match[0]) for where, text in TEXTS for match in re.finditer(signs, text)] == []


def test_days_come_from_rules_and_never_from_a_year():
    assert [(where, year) for where, text in TEXTS for year in re.findall(r"\b(?:19|20)\d\d\b", text)] == []


def test_sentences_are_short_enough_to_read_aloud():
    long = [
        (where, sentence)
        for where, text in TEXTS
        for line in text.splitlines()
        if not line.startswith("|")
        for sentence in re.split(r"(?<=[.:?])\s", line)
        if len(sentence.split()) > 32
    ]

    assert long == []


def test_nobody_shouts():
    assert [where for where, text in TEXTS if "!" in text] == []
