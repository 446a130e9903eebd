"""Mailings."""

from django.apps import AppConfig


class MailingConfig(AppConfig):
    """Mailing: who is written to, and who has left which kind of mailing."""

    name = "lokallag.mailing"

    def ready(self) -> None:
        """Say who may get mailings, and where one leaves them."""
        from lokallag.mailing.services.letters import answer_for_letters

        answer_for_letters()
