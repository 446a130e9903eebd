"""The one tag that belongs to the house itself."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from lokallag.core.idempotency import FIELD, new_key

register = template.Library()


@register.simple_tag
def once() -> SafeString:
    """Return the hidden key that makes a form sent twice be carried out once."""
    return format_html('<input type="hidden" name="{}" value="{}">', FIELD, new_key())
