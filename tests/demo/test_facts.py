"""The small files of facts behind the demo: where they come from, and that the invented members follow them."""

from collections import Counter
from datetime import date
from pathlib import Path

from lokallag.demo import builder, facts
from lokallag.demo.population import invent_members

DATA = Path(facts.__file__).parent / "data"


def test_each_file_of_facts_has_its_source_and_licence():
    lines = (DATA / "README.md").read_text(encoding="utf-8").splitlines()
    told = {line.split("`")[1]: line for line in lines if line.startswith("| `")}

    assert set(told) == {path.name for path in DATA.iterdir()} - {"README.md"}
    assert [name for name, line in told.items() if not ("CC BY" in line or "NLOD" in line)] == []


def test_the_files_are_small():
    assert sum(path.stat().st_size for path in DATA.iterdir()) < 200_000


def test_a_demo_has_500_members_unless_told():
    assert builder.MEMBERS == 500


def test_members_live_where_people_live_and_are_called_what_people_are_called():
    count = 20_000
    members = list(invent_members(count, today=date(2026, 11, 23)))

    people = facts.population()
    homes = Counter(member.postal_code for member in members)
    bearers = Counter[str]()
    for name in facts.first_names():
        bearers[name.name] += name.bearers
    names = Counter(member.given_name for member in members)
    for found, facts_of in ((homes, people), (names, bearers)):
        shares = {key: value / sum(facts_of.values()) for key, value in facts_of.items()}
        far = {key for key, share in shares.items() if abs(found[key] / count - share) > 5 * (share / count) ** 0.5}
        assert far == set()
