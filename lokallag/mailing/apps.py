"""Mailings."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailingConfig(AppConfig):
    """Mailing: who is written to, and who has left which kind of mailing."""

    name = "lokallag.mailing"

    def ready(self) -> None:
        """Say who may get mailings, where one leaves them, that wishes can be entered, and what takes two."""
        from lokallag.mailing.queries.to_all import describe, write_again
        from lokallag.mailing.services.entered import WISHES, told
        from lokallag.mailing.services.letters import answer_for_letters
        from lokallag.mailing.services.to_all import TO_ALL, send_to_all
        from lokallag.membership.services.behalf import Enterable, register_enterable
        from lokallag.organisation.services.approvals import ApprovalKind, register_kind

        register_kind(
            ApprovalKind(
                name=TO_ALL,
                title=_("Utsending til alle medlemmer"),
                act="mailing.send_mailing",
                describe=describe,
                carry_out=send_to_all,
                again=write_again,
            )
        )
        answer_for_letters()
        register_enterable(
            Enterable(
                name=WISHES,
                act="mailing.enter_wishes",
                title=_("Utsendinger"),
                hint=_("Medlemmet vil slippe noen av utsendingene, eller ha dem igjen"),
                page="mailing:enter_wishes",
                covers=(WISHES,),
                told=told,
                order=60,
            )
        )
