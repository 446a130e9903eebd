"""Members read words, never the names that the code uses: for each act of the logs and each kind of letter."""

import ast
import re
from pathlib import Path

from django.apps import apps

from lokallag.core.permissions import known_acts
from lokallag.outbox.domain import checks
from lokallag.privacy.domain.act_words import SAID
from lokallag.privacy.domain.words import DONE, LETTERS, SEEN
from tests.code.tree import PRODUCT

NAME = re.compile(r"[a-z]+\.[a-z_]+")


def _texts(node: ast.AST) -> set[str]:
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def _modules() -> list[tuple[Path, ast.Module]]:
    found = [path for path in sorted(PRODUCT.rglob("*.py")) if "migrations" not in path.parts]
    return [(path, ast.parse(path.read_text())) for path in found]


def _calls(tree: ast.Module, *names: str) -> list[ast.Call]:
    return [
        each
        for each in ast.walk(tree)
        if isinstance(each, ast.Call) and (getattr(each.func, "id", "") or getattr(each.func, "attr", "")) in names
    ]


def _constants(tree: ast.Module) -> dict[str, set[str]]:
    """Return what the names of a module stand for, also those that several are given at once."""
    found: dict[str, set[str]] = {}
    for each in ast.walk(tree):
        if isinstance(each, ast.Assign):
            for target in each.targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        found.setdefault(name.id, set()).update(_texts(each.value))
    return found


def looked_by() -> set[str]:
    """Return the acts with which the code writes to the log of looks.

    Where the act is handed in by a caller, those are all acts that the calls of that function in the product name.
    """
    found: set[str] = set()
    through: set[str] = set()
    for _path, tree in _modules():
        constants = _constants(tree)
        for function in [each for each in ast.walk(tree) if isinstance(each, ast.FunctionDef)]:
            for call in _calls(ast.Module(body=function.body, type_ignores=[]), "record_look"):
                act = call.args[0]
                if isinstance(act, ast.Constant):
                    found.add(str(act.value))
                elif isinstance(act, ast.Name) and act.id in constants:
                    found |= constants[act.id]
                else:
                    through.add(function.name)
    for _path, tree in _modules():
        constants = _constants(tree)
        for call in _calls(tree, *through):
            for argument in call.args:
                found |= _texts(argument)
                if isinstance(argument, ast.Name):
                    found |= constants.get(argument.id, set())
    return {act for act in found if act in known_acts()}


def test_each_look_has_words_of_its_own():
    acts = looked_by()

    assert {"membership.see_address", "membership.see_members", "web.see_log", "organisation.hand_over"} <= acts
    assert sorted(acts - set(SEEN)) == []
    assert len({str(words) for words in SEEN.values()}) == len(SEEN)


def test_each_act_that_can_stand_in_the_log_of_changes_has_words():
    assert sorted(set(known_acts()) - set(SAID) - set(DONE)) == []


def _kinds_of_letters() -> set[str]:
    """Return the names under which the product posts letters, as its source says them."""
    rooms = {config.label for config in apps.get_app_configs()}
    kinds = set()
    for _path, tree in _modules():
        constants = _constants(tree)
        for call in _calls(tree, "post"):
            for keyword in call.keywords:
                if keyword.arg != "purpose":
                    continue
                if isinstance(keyword.value, ast.Name) and keyword.value.id not in constants:  # handed in
                    kinds = kinds.union(*(texts for name, texts in constants.items() if name.isupper()))
                else:
                    kinds |= _texts(keyword.value) | constants.get(getattr(keyword.value, "id", ""), set())
    return {kind for kind in kinds if NAME.fullmatch(kind) and kind.split(".")[0] in rooms}


def test_each_kind_of_letter_has_words():
    kinds = _kinds_of_letters()

    assert {"people.sign_in", "organisation.approval", "register.left", "membership.branch_choice"} <= kinds
    assert sorted(kinds - set(LETTERS)) == []


def test_somebody_answers_for_each_kind_of_letter():
    """What nobody answers for is never sent."""
    assert sorted(_kinds_of_letters() - set(checks.names()) - set(known_acts())) == []
