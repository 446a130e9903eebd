"""The shape of what is written: dates, names, numbers. What the house allows, the services say."""

from lokallag.organisation.forms.approvals import DeclineForm
from lokallag.organisation.forms.handover import HandOverForm
from lokallag.organisation.forms.units import (
    AppointForm,
    CloseForm,
    ContactForm,
    CreateUnitForm,
    DayForm,
    EditUnitForm,
    EndTermForm,
    OfficeForm,
    PrintCodesForm,
    ProfileForm,
    RenameForm,
    RulesForm,
)

__all__ = [
    "AppointForm",
    "CloseForm",
    "ContactForm",
    "CreateUnitForm",
    "DayForm",
    "DeclineForm",
    "EditUnitForm",
    "EndTermForm",
    "HandOverForm",
    "OfficeForm",
    "PrintCodesForm",
    "ProfileForm",
    "RenameForm",
    "RulesForm",
]
