"""Each person's own data."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Privacy: what is held of me, who sees and saw it, leaving, erasure, how long things are kept."""

    name = "lokallag.privacy"

    def ready(self) -> None:
        """Say what is asked leave for, that leaving can be entered for members, and who gets our letters."""
        from lokallag.membership.services.behalf import Enterable, register_enterable
        from lokallag.organisation.services.letters import who_sit_on_board
        from lokallag.outbox.domain.checks import everybody, register
        from lokallag.people.domain.consents import Purpose, register_purpose
        from lokallag.privacy.domain.consents import newest

        register("privacy.receipt", everybody)  # the last letter to somebody who is erased already
        register("privacy.too_few_approvers", who_sit_on_board)
        for text in newest():
            register_purpose(Purpose(text.purpose, text.version, text.title, text.text))
        register_enterable(
            Enterable(
                name="privacy.leave_party",
                act="privacy.leave_for_member",
                title=_("Utmelding"),
                hint=_("Medlemmet vil ut av partiet, og alt skal slettes"),
                page="privacy:leave_for_member",
                covers=("privacy.leave_party",),
                order=90,
            )
        )
