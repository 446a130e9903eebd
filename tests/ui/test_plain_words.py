"""What a field says when it is empty or cannot be read."""

import pytest
from django import forms


@pytest.mark.parametrize(
    ("field", "written", "says"),
    [
        (forms.CharField(), "", "Fyll ut dette feltet."),
        (forms.EmailField(), "kari", "Skriv hele adressen, for eksempel navn@eksempel.no."),
        (forms.DateField(), "i morgen", "Skriv datoen som dag.måned.år, for eksempel 31.03.2027."),
        (forms.IntegerField(), "tre", "Skriv et helt tall."),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "Velg ett av alternativene."),
        (forms.FileField(), None, "Velg en fil."),
    ],
)
def test_a_field_says_what_to_write(field: forms.Field, written: str | None, says: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        field.clean(written)

    assert says in refused.value.messages
