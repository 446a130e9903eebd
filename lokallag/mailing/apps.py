"""Mailings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    """Mailing: who is written to, and who has left which kind of mailing."""

    name = "lokallag.mailing"

    def ready(self) -> None:
        """Say who may get mailings and where one leaves them, and that a member's wishes can be entered."""
        from lokallag.mailing.services.entered import WISHES, told
        from lokallag.mailing.services.letters import answer_for_letters
        from lokallag.membership.services.behalf import Enterable, register_enterable

        answer_for_letters()
        register_enterable(
            Enterable(
                name=WISHES,
                act="mailing.enter_wishes",
                title=_("E-post"),
                hint=_("Medlemmet vil slippe noen av utsendingene, eller ha dem igjen"),
                page="mailing:enter_wishes",
                covers=(WISHES,),
                told=told,
                order=60,
            )
        )
