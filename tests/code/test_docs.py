"""The documents say what the code does: the written ones are complete, the generated ones fresh."""

import re

import pytest

from lokallag.core import docs
from lokallag.organisation.models import Kind, Title
from tests.code.tree import ROOT, our_files, product_modules, text_of

DOCS = ROOT / "docs"
PAGES = [path for path in our_files() if path.suffix == ".md" and "node_modules" not in path.parts]
GLOSSARY = text_of(DOCS / "glossary.md")


def test_generated_pages_are_fresh():
    assert {path.name: path.read_text(encoding="utf-8") == text for path, text in docs.pages().items()} == {
        "roles.md": True,
        "states.md": True,
    }


def our_models() -> list[str]:
    """Return the names of our models, those that only join two tables left out."""
    from django.apps import apps

    return sorted(model.__name__ for model in apps.get_models() if model.__module__.startswith("lokallag."))


def test_glossary_has_every_model():
    assert [name for name in our_models() if f"`{name}`" not in GLOSSARY] == []


@pytest.mark.parametrize("term", [*Title, *Kind], ids=str)
def test_glossary_has_every_office_and_kind_of_unit(term):
    rows = [line for line in GLOSSARY.splitlines() if f"`{term.value}`" in line]

    assert len(rows) == 1
    assert str(term.label).lower() in rows[0].lower()


def test_glossary_has_each_term_once():
    terms = [line.split("|")[1].strip() for line in GLOSSARY.splitlines() if line.startswith("| ")]
    terms = [term for term in terms if term not in {"English", "---"}]

    assert sorted(set(terms)) == sorted(terms)


def test_every_row_of_the_glossary_has_its_three_languages():
    rows = [line.strip("|").split("|") for line in GLOSSARY.splitlines() if line.startswith("| ") and "---" not in line]

    assert [row for row in rows if len(row) < 4 or not all(cell.strip() for cell in row[:3])] == []


def environment_variables() -> set[str]:
    """Return the variables that the product reads; what only the tests' settings read is left out."""
    pattern = re.compile(r"""["'](LOKALLAG_[A-Z_]+|DATABASE_URL|DATABASE_OWNER_URL|EMAIL_URL)["']""")
    ours = (path for path in product_modules() if path.name != "settings_test.py")
    return {name for path in ours for name in pattern.findall(text_of(path))}


def test_operations_lists_every_variable():
    operations = text_of(DOCS / "operations.md")

    assert {"LOKALLAG_URL", "LOKALLAG_SECRET_KEY", "LOKALLAG_VAR", "EMAIL_URL"} <= environment_variables()
    assert [name for name in sorted(environment_variables()) if f"`{name}`" not in operations] == []


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in PAGES
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text_of(page))
        if "://" not in target and not target.startswith("mailto:") and not (page.parent / target).exists()
    ]

    assert broken == []


def test_decisions_are_numbered_listed_and_have_their_parts():
    """A number may be missing while a branch of the code holds it; none is used twice."""
    decisions = sorted((DOCS / "adr").glob("*.md"))
    numbers = [int(path.name[:4]) for path in decisions]

    assert len(set(numbers)) == len(numbers) >= 4
    assert numbers[:4] == [1, 2, 3, 4]
    listed = re.findall(r"\(adr/([\w-]+\.md)\)", text_of(DOCS / "architecture.md"))
    assert listed == [path.name for path in decisions]
    for path in decisions:
        headings = re.findall(r"^## (\w+)", text_of(path), flags=re.MULTILINE)
        assert (path.name, headings) == (path.name, ["Context", "Decision", "Consequences", "Rejected"])


def names_of_tests(page: str) -> list[tuple[str, str]]:
    """Return file and test (empty where only the file is named) for each test that a page of docs/ names."""
    return re.findall(r"`(tests/[\w/.]+)(?:::(\w+))?`", text_of(DOCS / page))


@pytest.mark.parametrize("page", ["status.md", "security.md"])
def test_pages_name_tests_that_exist(page):
    gone = [
        f"{name}::{test}"
        for name, test in names_of_tests(page)
        if not (ROOT / name).exists() or (test and f"def {test}(" not in text_of(ROOT / name))
    ]

    assert len(names_of_tests(page)) > 20
    assert gone == []


def test_the_readme_opens_with_what_it_is_a_picture_and_the_two_commands():
    readme = text_of(ROOT / "README.md")
    order = ["# Lokallag", "](docs/finn-din-avdeling.png)", "make demo", "make test", "## Run it for real"]
    order += ["DATABASE_URL", "DATABASE_OWNER_URL", "EMAIL_URL", "HTTPS", "## Where things are"]

    places = [readme.index(part) for part in order[:5]]
    assert places == sorted(places)
    assert places[0] == 0
    assert [part for part in order[5:] if part not in readme] == []


def status_lines() -> list[list[str]]:
    """Return the lines of the status page: number, what, state, shown by."""
    lines = (line for line in text_of(DOCS / "status.md").splitlines() if line.startswith("| "))
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if not line.startswith("| no.")]


def test_status_says_works_or_missing_of_each_line():
    odd = [line for line in status_lines() if line[2].split(":")[0] not in {"works", "missing", "partly missing"}]

    assert len(status_lines()) > 40
    assert odd == []


def test_what_works_is_shown_by_something():
    assert [line for line in status_lines() if line[2] == "works" and "`" not in "".join(line[3:])] == []


# The writer


def test_an_expression_is_told_in_words():
    assert docs._in_words("(is_own | (leads_unit & ~is_board_member))") == (
        "`is_own` or (`leads_unit` and not `is_board_member`)"
    )
    assert docs._in_words("(a & b) | (c & d)") == "(`a` and `b`) or (`c` and `d`)"
    assert docs._in_words("always_deny") == "`always_deny`"


def test_a_lifecycle_is_drawn_and_listed():
    life = docs.Lifecycle("motions: lifecycle", "", ("new", "done"), (("new", "done"),))

    assert docs._drawing(life) == (
        "```mermaid\nstateDiagram-v2\n    [*] --> new\n    new --> done\n    done --> [*]\n```\n\n"
        "| State | Can become |\n| --- | --- |\n| `new` | `done` |\n| `done` | stays so |"
    )
