import pytest
from django.utils import translation
from django.utils.timezone import localdate

from lokallag.organisation.forms import RulesForm
from lokallag.ui.field_words import known_forms, labelled


@pytest.mark.parametrize(
    ("names", "room", "labels"),
    [
        (
            ["public_email", "meets", "about"],
            "organisation",
            ["E-postadresse som alle kan se", "Når dere møtes", "Om dere"],
        ),
        (["name", "valid_from", "decision"], "organisation", ["Nytt navn", "Gjelder fra", "Vedtak"]),
        (["kind", "name", "decision"], "organisation", ["Hva er det?", "Navn", "Vedtak"]),
        (["office", "from_on", "person"], "organisation", ["Verv", "Første dag"]),  # the person's key is hidden there
        (["person", "from_on"], "organisation", ["Styremedlem", "Fra"]),
        (
            ["value_notice_days", "source_notice_days", "after_version"],
            "organisation",
            ["Innkalling sendes før årsmøtet", "Kilde"],
        ),
        (["unit", "text"], "territory", ["Du skriver for", "Kommentar"]),
        (["about"], "web", ["Om dere"]),
        (["unheard_of"], "organisation", ["Tekst"]),
        ([], "organisation", []),
    ],
)
def test_texts_stand_under_the_labels_of_the_form_they_were_written_in(names, room, labels):
    given = labelled([(name, f"text in {name}") for name in names], room)

    assert [label for label, _text in given] == labels


def test_the_words_are_in_the_readers_language():
    with translation.override("en"):
        assert labelled([("meets", "x")], "organisation") != labelled_in_bokmaal()


def labelled_in_bokmaal():
    with translation.override("nb"):
        return labelled([("meets", "x")], "organisation")


def test_no_field_of_any_form_is_without_a_label():
    rooms = {form.room for form in known_forms()}
    nameless = [(form.room, name) for form in known_forms() for name, label in form.labels.items() if label == name]

    assert {"organisation", "territory", "membership", "people", "start"} <= rooms
    assert nameless == []


def test_fields_made_when_the_form_is_shown_are_known():
    shown = RulesForm(today=localdate()).fields
    known = next(form.labels for form in known_forms() if "value_notice_days" in form.labels)

    assert shown.keys() == known.keys()
    assert {name: str(known[name]) for name, field in shown.items() if not field.widget.is_hidden} == {
        name: str(field.label) for name, field in shown.items() if not field.widget.is_hidden
    }
