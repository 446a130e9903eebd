"""The shape of what an officer enters about a member and a network."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.membership.entering import SaidForm
from lokallag.membership.models import Belonging
from lokallag.networks.models import Network
from lokallag.networks.services.entered import Wish

WISHES = (
    ("joined", _("Være med")),
    ("follows", _("Bare følge kalenderen")),
    ("left", _("Ikke være med lenger")),
)
CHANNELS = (
    ("", _("Den måten medlemmet har i dag, ellers e-post")),
    *((channel.value, channel.label) for channel in Belonging.Channel),
)


class EnterBelongingForm(SaidForm):
    """Which network, what the member wants, and how and on which day they said it. It shows nothing of how it stands.

    :param networks: those that may be chosen, with their names
    """

    network = forms.ChoiceField(
        label=_("Hvilket nettverk?"),
        error_messages={"required": _("Velg nettverket."), "invalid_choice": _("Velg nettverket i lista.")},
    )
    wish = forms.ChoiceField(
        label=_("Hva vil medlemmet?"),
        choices=WISHES,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva medlemmet vil."), "invalid_choice": _("Velg hva medlemmet vil.")},
    )
    channel = forms.ChoiceField(
        label=_("Hvordan skal nettverket nå medlemmet?"),
        choices=CHANNELS,
        required=False,
        help_text=_("Gjelder den som vil være med."),
        error_messages={"invalid_choice": _("Velg en måte i lista.")},
    )

    def __init__(self, *args: Any, networks: Sequence[Network], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.networks = {str(network.pk): network for network in networks}
        names = [(key, network.name) for key, network in self.networks.items()]
        cast(forms.ChoiceField, self.fields["network"]).choices = [("", _("Velg et nettverk")), *names]

    @property
    def chosen(self) -> Network:
        """The network, from a valid form."""
        return self.networks[self.cleaned_data["network"]]

    @property
    def wanted(self) -> Wish:
        """What the member wants, from a valid form."""
        return cast(Wish, self.cleaned_data["wish"])

    @property
    def reached(self) -> Belonging.Channel | None:
        """The channel, from a valid form; ``None`` where none was chosen."""
        given = self.cleaned_data["channel"]
        return Belonging.Channel(given) if given else None
