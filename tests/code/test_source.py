"""What no file of the project may hold, and how much may be silenced."""

import ast
import re
import tomllib

from tests.code.tree import PRODUCT, ROOT, lines_matching, our_files, product_modules, text_of

CATCH_ALL = {"utils", "util", "helpers", "helper", "common", "misc", "signals", "receivers"}
SILENCERS = r"#\s*(type:\s*ignore|noqa)"
LONGEST_MODULE = 480  # lines; at about 400 a module is split by noun
# Put together here, so that this file does not hold them itself.
PRIVATE_PLACES = ["/" + "work/", "." + "library", "/tmp/" + "lk"]
REGISTRY_HOSTS = [
    "registry." + "npmjs.org",
    "files." + "pythonhosted.org",
    "pypi" + ".org/simple",
    "proxy." + "golang.org",
    "registry." + "yarnpkg.com",
]


def test_no_module_is_a_place_for_everything():
    assert [str(path.relative_to(ROOT)) for path in product_modules() if path.stem in CATCH_ALL] == []
    assert [str(path) for path in our_files() if path.parent.name in CATCH_ALL] == []


def test_no_module_outgrows_a_readers_mind():
    long = {
        str(path.relative_to(ROOT)): len(text_of(path).splitlines())
        for path in product_modules()
        if path.parent.name != "migrations" and len(text_of(path).splitlines()) > LONGEST_MODULE
    }

    assert long == {}


def test_at_most_forty_lines_of_the_product_are_silenced():
    assert len(list(lines_matching(SILENCERS, product_modules()))) <= 40


def test_every_silenced_line_names_its_rule():
    nameless = [
        line
        for line in lines_matching(SILENCERS, product_modules())
        if not re.search(r"type:\s*ignore\[[\w-]+(,\s*[\w-]+)*\]|noqa:\s*[A-Z]+\d+", line)
    ]

    assert nameless == []


def test_mypy_has_at_most_eight_exceptions_and_is_strict():
    mypy = tomllib.loads(text_of(ROOT / "pyproject.toml"))["tool"]["mypy"]

    assert mypy["strict"] is True
    assert len(mypy.get("overrides", [])) <= 8


def test_no_file_names_a_private_place_or_a_registry():
    pattern = "|".join(re.escape(word) for word in [*PRIVATE_PLACES, *REGISTRY_HOSTS])

    assert list(lines_matching(pattern, our_files())) == []


def test_nothing_happens_behind_a_signal_or_a_save():
    assert list(lines_matching(r"django\.dispatch|db\.models\.signals|@receiver", product_modules())) == []
    assert list(lines_matching(r"^\s+def save\(", product_modules())) == []


def test_no_model_orders_itself():
    assert list(lines_matching(r"^\s+ordering\s*=", product_modules())) == []


def test_the_clock_is_read_only_where_a_request_a_command_or_a_job_begins():
    """Services, queries and domain take the day or the moment as an argument."""
    timeless = tuple(
        path
        for path in product_modules()
        if "domain" in path.parts or path.stem in {"services", "queries"} or path.parent.name in {"services", "queries"}
    )

    # Handing letters over takes its time, so each one is stamped when it leaves.
    timeless = tuple(path for path in timeless if path != PRODUCT / "outbox" / "services" / "delivering.py")
    found = lines_matching(r"\b(now|localdate|localtime|utcnow|date\.today)\(\)|\bdatetime\.now\(", timeless)

    assert list(found) == []


def test_the_domain_knows_of_django_only_its_translations():
    foreign = []
    for path in product_modules():
        if "domain" not in path.relative_to(PRODUCT).parts:
            continue
        for node in ast.walk(ast.parse(text_of(path))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            foreign += [
                f"{path.relative_to(ROOT)}: {name}"
                for name in names
                if name.split(".")[0] in {"django", "rules", "psycopg", "procrastinate"}
                and name not in {"django.utils.translation", "django.utils.functional"}
            ]

    assert foreign == []


def test_views_never_write_by_themselves():
    views = tuple(path for path in product_modules() if path.stem == "views" or path.parent.name == "views")

    assert list(lines_matching(r"\.(save|create|bulk_create|update_or_create|get_or_create|delete)\(", views)) == []


def test_every_room_tells_what_it_is():
    rooms = {
        path.parent for path in product_modules() if path.stem in {"models", "views"} and path.parent.parent == PRODUCT
    }

    assert [room.name for room in sorted(rooms) if not (room / "README.md").exists()] == []


def test_every_public_function_of_services_and_queries_says_what_it_does():
    speaking = {"services", "queries", "domain"}
    silent = [
        f"{path.relative_to(ROOT)}: {node.name}"
        for path in product_modules()
        if path.stem in speaking or path.parent.name in speaking
        for node in ast.parse(text_of(path)).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if not ast.get_docstring(node)
    ]

    assert silent == []
