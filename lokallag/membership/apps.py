"""Membership."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembershipConfig(AppConfig):
    """Membership: who is a member, and which branch each has chosen."""

    name = "lokallag.membership"

    def ready(self) -> None:
        """Let a file with all members be proposed, which takes two, and say what can be entered for members.

        Who fills the offices of a branch finds by name those members whom they see. Letters go to who is a member.
        """
        from lokallag.membership.enterable_here import register_all
        from lokallag.membership.queries.book import names_of_branches
        from lokallag.membership.queries.file_pages import ask_again, describe_full_file
        from lokallag.membership.rules import DUES, shown_to
        from lokallag.membership.services.files import FULL, grant_full_file
        from lokallag.membership.services.letters import answer_for_letters
        from lokallag.organisation.queries.member_book import open_book
        from lokallag.organisation.queries.offices import let_find
        from lokallag.organisation.services.approvals import ApprovalKind, register_kind

        register_kind(
            ApprovalKind(
                name=FULL,
                title=_("Fil med medlemmer fra hele partiet"),
                act="membership.export_party",
                describe=describe_full_file,
                carry_out=grant_full_file,
                again=ask_again,
            )
        )
        register_kind(
            ApprovalKind(
                name=DUES,
                title=_("Fil til kontingenten"),
                act="membership.export_dues",
                approve_act="membership.export_party",
                describe=describe_full_file,
                carry_out=grant_full_file,
                again=ask_again,
            )
        )
        register_all()
        open_book(names_of_branches)
        let_find(shown_to)
        answer_for_letters()
