"""Reads of this room."""

from lokallag.privacy.queries.looked import LookedPage, looked_page
from lokallag.privacy.queries.own_data import OwnDataPage, archive_of, own_data_page
from lokallag.privacy.queries.pages import (
    ConsentsPage,
    DownloadPage,
    LeavePage,
    LeftPage,
    ProtectionPage,
    consents_page,
    download_page,
    leave_page,
    left_page,
    protection_page,
)
from lokallag.privacy.queries.sight import Seer, SightPage, sight_page, who_sees

__all__ = [
    "ConsentsPage",
    "DownloadPage",
    "LeavePage",
    "LeftPage",
    "LookedPage",
    "OwnDataPage",
    "ProtectionPage",
    "Seer",
    "SightPage",
    "archive_of",
    "consents_page",
    "download_page",
    "leave_page",
    "left_page",
    "looked_page",
    "own_data_page",
    "protection_page",
    "sight_page",
    "who_sees",
]
