"""What is done with mailings."""

from lokallag.mailing.services.sending import send_mailing
from lokallag.mailing.services.way_out import read_token, subscribe, token_for, unsubscribe

__all__ = ["read_token", "send_mailing", "subscribe", "token_for", "unsubscribe"]
