"""The shape of what an officer enters of a member's wishes."""

from collections.abc import Collection
from typing import Any

from django import forms

from lokallag.mailing.domain.kinds import LEAVABLE, Kind
from lokallag.mailing.models import KINDS
from lokallag.membership.entering import SaidForm


class EnterWishesForm(SaidForm):
    """One box per kind of mailing, and how and on which day the member said it."""

    def __init__(self, *args: Any, left: Collection[Kind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in LEAVABLE:
            self.fields[kind.value] = forms.BooleanField(label=KINDS[kind], required=False, initial=kind not in left)
        self.order_fields([name for name in self.fields if name not in self.last])

    @property
    def wanted(self) -> tuple[Kind, ...]:
        """The kinds that are ticked, from a valid form."""
        return tuple(kind for kind in LEAVABLE if self.cleaned_data[kind.value])
