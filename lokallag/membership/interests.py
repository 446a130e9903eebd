"""What members care about: topics that the organisation lists, and who has ticked which."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from lokallag.core.personal import PersonalManager


class InterestTopic(models.Model):
    """A topic that members can tick, as the board has named it. It says nothing of anybody."""

    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="interest_topic_once",
                violation_error_message=_("Dette temaet står på lista allerede."),
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""),
                name="interest_topic_has_a_name",
                violation_error_message=_("Skriv hva temaet heter, for eksempel «Skole»."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Interest(models.Model):
    """A person has ticked a topic. Shown to nobody else; others see how many have, from five upward."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="interests")
    topic = models.ForeignKey(InterestTopic, models.CASCADE, related_name="interests")
    since = models.DateField()

    objects = PersonalManager["Interest"]()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "topic"],
                name="interest_once",
                violation_error_message=_("Du har allerede krysset av for dette temaet."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.topic_id}"
