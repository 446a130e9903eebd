"""The page with the form about a network's page."""

from dataclasses import dataclass

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _

from lokallag.core.permissions import Asker
from lokallag.networks.models import Network
from lokallag.organisation.rules import is_board_officer


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and what stands there."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class EditPage:
    """All that ``networks/network_edit.html`` shows. ``present`` is what is stored, where somebody else changed it."""

    title: str
    lead: str
    form: forms.Form
    present: tuple[Fact, ...]
    back_url: str
    crumbs: tuple[tuple[str, str | None], ...]


def may_set_readers(person: Asker) -> bool:
    """Tell whether the person writes down who may see a network: leader or secretary, as the board decided."""
    return bool(is_board_officer.test(person))


def edit_page(network: Network, form: forms.Form, *, is_stale: bool) -> EditPage:
    """Return the page with the form."""
    here = reverse("networks:network", args=[network.unit.slug])
    present = (
        Fact(_("Hva nettverket gjør"), network.purpose),
        Fact(_("Når dere møtes"), network.usual_hours),
        Fact(_("E-postadresse som alle kan se"), network.unit.public_email),
    )
    readers = _("Alle kan lese siden.") if network.is_public else _("Bare medlemmer kan lese siden.")
    return EditPage(
        title=_("Rediger siden til %(network)s") % {"network": network.name},
        lead=readers if "readers" in form.fields else _("%(readers)s Styret bestemmer hvem.") % {"readers": readers},
        form=form,
        present=present if is_stale else (),
        back_url=here,
        crumbs=((_("Nettverk"), reverse("networks:list")), (network.name, here), (_("Rediger"), None)),
    )
