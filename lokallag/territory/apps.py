"""The territory."""

from django.apps import AppConfig


class TerritoryConfig(AppConfig):
    """Territory: postal codes, areas, which branch answers for which code, the map."""

    name = "lokallag.territory"

    def ready(self) -> None:
        """Say where a branch has its page."""
        from django.urls import reverse

        from lokallag.organisation.models import Kind
        from lokallag.organisation.queries import say_page_of

        say_page_of(Kind.BRANCH, lambda slug: reverse("territory:branch", args=[slug]))
