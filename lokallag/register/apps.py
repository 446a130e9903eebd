"""The member register's import."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegisterConfig(AppConfig):
    """Register: files from the national register, what they change, what is to settle."""

    name = "lokallag.register"

    def ready(self) -> None:
        """Let an import that ends many memberships be proposed to a second officer; say who gets letters about it."""
        from lokallag.organisation.services.approvals import ApprovalKind, register_kind
        from lokallag.organisation.services.letters import who_answer_for_register
        from lokallag.outbox.domain.checks import register
        from lokallag.register.queries.approvals import describe
        from lokallag.register.services.proposing import KIND, carry_out, let_go_of_proposal, own_file
        from lokallag.register.services.telling import ACT

        register("register.left", who_answer_for_register)
        title = _("Avslutte medlemskap etter medlemsregisteret")
        register_kind(
            ApprovalKind(KIND, title, ACT, describe, carry_out, overtaken=let_go_of_proposal, own_hand=own_file)
        )
