"""The shape of what is written about interests."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lokallag.membership.models import InterestTopic
from lokallag.ui.choices import offer
from lokallag.ui.fields import LONG


class InterestsForm(forms.Form):
    """What one is interested in. Nothing ticked is an answer, too."""

    topics = forms.MultipleChoiceField(
        label=_("Kryss av for det du er opptatt av"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Ingen ser hva du har krysset av for. Styret ser bare hvor mange det gjelder, når det er minst fem."
        ),
        error_messages={"invalid_choice": _("Et av temaene er tatt av lista mens du leste. Se over og lagre igjen.")},
    )

    def __init__(self, *args: Any, topics: list[InterestTopic], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._topics = {str(topic.pk): topic for topic in topics}
        offer(self, "topics", [(key, topic.name) for key, topic in self._topics.items()])

    @property
    def chosen(self) -> list[InterestTopic]:
        """The topics that are ticked."""
        return [self._topics[key] for key in self.cleaned_data["topics"]]


class TopicForm(forms.Form):
    """The name of a topic."""

    name = forms.CharField(
        label=_("Tema"),
        max_length=60,
        help_text=_("Ett eller to ord, for eksempel «Skole» eller «Klima og natur»."),
        error_messages={**LONG, "required": _("Skriv hva temaet heter, for eksempel «Skole».")},
    )
