"""Forms are drawn so that everyone can fill them in: label, hint and error are tied to what one writes in."""

from html.parser import HTMLParser

import pytest
from django import forms
from django.template import Context, Template

from lokallag.ui.forms import fault_heading, faults
from lokallag.ui.gallery import Sample, gallery_page


class Page(HTMLParser):
    """What a test asks of a piece of HTML."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    @property
    def ids(self) -> list[str]:
        return [str(attrs["id"]) for _tag, attrs in self.tags if "id" in attrs]

    def one(self, **wanted: str) -> dict[str, str | None]:
        [found] = [attrs for _tag, attrs in self.tags if all(attrs.get(key) == value for key, value in wanted.items())]
        return found

    def inputs(self) -> list[dict[str, str | None]]:
        kinds = {"input", "select", "textarea"}
        return [attrs for tag, attrs in self.tags if tag in kinds and attrs.get("type") != "hidden"]


@pytest.fixture(params=["fresh", "faulty"])
def drawn(request: pytest.FixtureRequest) -> Page:
    page = gallery_page()
    return Page(str(page.form if request.param == "fresh" else page.faulty))


def test_no_id_stands_twice(drawn: Page) -> None:
    assert len(drawn.ids) == len(set(drawn.ids))


def test_everything_to_fill_in_has_a_label_and_the_field_class(drawn: Page) -> None:
    labelled = {attrs.get("for") for tag, attrs in drawn.tags if tag == "label"}
    assert {attrs["id"] for attrs in drawn.inputs()} == labelled
    assert {attrs["class"] for attrs in drawn.inputs()} == {"ds-input"}


def test_every_description_and_every_fault_link_leads_somewhere(drawn: Page) -> None:
    described = " ".join(attrs.get("aria-describedby") or "" for _tag, attrs in drawn.tags).split()
    links = [str(attrs["href"])[1:] for tag, attrs in drawn.tags if tag == "a"]
    assert set(described) | set(links) <= set(drawn.ids)
    assert len(described) >= 2


def test_a_fault_is_tied_to_its_field() -> None:
    page = Page(str(gallery_page().faulty))
    email = page.one(id="id_feil-email")
    assert email["aria-invalid"] == "true"
    assert email["aria-describedby"] == "id_feil-email_helptext id_feil-email_error"


def test_a_group_of_choices_is_a_fieldset_with_its_fault() -> None:
    page = Page(str(gallery_page().faulty))
    [first, _second] = [attrs for tag, attrs in page.tags if tag == "fieldset"]
    assert first["aria-describedby"] == "id_feil-audience_helptext id_feil-audience_error"
    assert sum(tag == "legend" for tag, _attrs in page.tags) == 2


def test_what_was_written_stays() -> None:
    source = str(gallery_page().faulty)
    assert Page(source).one(id="id_feil-postal_code")["value"] == "951"
    assert "Vi griller.</textarea>" in source


def test_required_is_said_to_screen_readers_and_left_to_our_own_messages() -> None:
    page = Page(str(Sample()))
    assert page.one(id="id_title")["aria-required"] == "true"
    assert "aria-required" not in page.one(id="id_email")
    assert not any("required" in attrs for attrs in page.inputs())


def test_optional_is_said_in_the_label_unless_the_form_turns_it_off() -> None:
    class Search(forms.Form):
        says_optional = False
        q = forms.CharField(label="Sted", required=False)

    assert str(Sample()).count("(kan stå tomt)") == 4
    assert "(kan stå tomt)" not in str(Search())


def test_textarea_fills_its_column() -> None:
    assert "cols=" not in str(Sample())


def test_summary_lists_faults_in_the_order_of_the_form() -> None:
    found = faults(gallery_page().faulty)
    assert found[0].target == ""
    assert found[0].text == "Møtet kolliderer med årsmøtet. Velg en annen dag."
    assert [fault.target for fault in found[1:]] == [
        "id_feil-title",
        "id_feil-email",
        "id_feil-postal_code",
        "id_feil-held_on",
        "id_feil-branch",
        "id_feil-audience_0",
        "id_feil-agrees",
    ]


@pytest.mark.parametrize(("count", "expected"), [(1, "Én ting må rettes"), (3, "3 ting må rettes")])
def test_summary_counts(count: int, expected: str) -> None:
    assert fault_heading(count) == expected


def test_summary_comes_first_and_only_where_something_is_wrong() -> None:
    faulty, fresh = str(gallery_page().faulty), str(gallery_page().form)
    assert faulty.index("<ds-error-summary") < faulty.index("<ds-field")
    kept = "Velg filen på nytt." if gallery_page().faulty.is_multipart() else "Alt du har skrevet, er tatt vare på."
    assert kept in faulty
    assert "ds-error-summary" not in fresh


def test_summary_can_stand_alone() -> None:
    drawn = Template("{% error_summary form %}").render(Context({"form": gallery_page().faulty}))
    assert drawn.count("<li>") == 8


def test_hidden_faults_are_shown_without_a_link() -> None:
    class Hidden(forms.Form):
        key = forms.CharField(widget=forms.HiddenInput)

    [fault] = faults(Hidden({}))
    assert fault.target == ""
    assert '<input type="hidden" name="key"' in str(Hidden())
