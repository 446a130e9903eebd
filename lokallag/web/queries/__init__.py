"""Builds the pages that put several rooms together."""

from lokallag.web.queries.first_steps import FirstStepsPage, first_steps_page
from lokallag.web.queries.frame import AccessibilityPage, accessibility_page, database_answers
from lokallag.web.queries.front import FrontPage, front_page
from lokallag.web.queries.logs import LogPage, log_page
from lokallag.web.queries.mine import MyPage, my_page
from lokallag.web.queries.overview import OverviewPage, overview_page
from lokallag.web.queries.security import SecurityPage, security_page, security_txt

__all__ = [
    "AccessibilityPage",
    "FirstStepsPage",
    "FrontPage",
    "LogPage",
    "MyPage",
    "OverviewPage",
    "SecurityPage",
    "accessibility_page",
    "database_answers",
    "first_steps_page",
    "front_page",
    "log_page",
    "my_page",
    "overview_page",
    "security_page",
    "security_txt",
]
