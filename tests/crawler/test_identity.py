"""Who asks, and when that has to be said."""

from __future__ import annotations

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.identity import contact_of, is_mail, leaves_this_machine, user_agent


def settings(contact: str | None, product: str = "copydesk/0.1") -> Settings:
    return Settings({"COPYDESK_CONTACT": contact, "USER_AGENT": product})


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("desk@paper.example", "copydesk/0.1 (desk@paper.example)"),
        ("mailto:desk@paper.example", "copydesk/0.1 (desk@paper.example)"),
        ("https://paper.example/bot", "copydesk/0.1 (https://paper.example/bot)"),
        # Some firewalls drop what holds "+http".
        ("+https://paper.example/bot", "copydesk/0.1 (https://paper.example/bot)"),
        (" desk@paper.example ", "copydesk/0.1 (desk@paper.example)"),
        ("", "copydesk/0.1"),
        (None, "copydesk/0.1"),
    ],
)
def test_the_user_agent_names_the_contact(contact: str | None, agent: str) -> None:
    assert user_agent(settings(contact)) == agent
    assert "+http" not in user_agent(settings(contact))


def test_a_user_agent_that_has_it_already_stays() -> None:
    own = "quayside/1.0 (desk@paper.example)"
    assert user_agent(settings("desk@paper.example", own)) == own


@pytest.mark.parametrize(
    "contact",
    [
        "me",
        "paper.example",
        "desk@paper",
        "ftp://paper.example",
        "https://",
        "a@b.c (boss)",
        "a@b.c\r\nX: 1",
        "ü@paper.example",
    ],
)
def test_what_nobody_can_write_to_is_refused(contact: str) -> None:
    with pytest.raises(UsageError, match=r"COPYDESK_CONTACT=.*neither a mail address nor"):
        contact_of(settings(contact))


def test_a_mail_address_is_told_from_a_page() -> None:
    assert is_mail("desk@paper.example")
    assert not is_mail("https://paper.example/@desk")


@pytest.mark.parametrize(
    ("url", "leaves"),
    [
        ("http://127.0.0.1:8000/", False),
        ("http://127.0.0.21/", False),
        ("http://[::1]:8000/", False),
        ("http://localhost/", False),
        ("http://news.localhost:99/", False),
        ("file:///tmp/page.html", False),
        ("data:text/html,a", False),
        ("https://paper.example/", True),
        ("http://localhost.paper.example/", True),
        ("http://192.168.1.2/", True),
        ("http://0.0.0.0/", True),
        ("http://[broken/", True),
        ("s3://bucket/page", True),
    ],
)
def test_which_requests_leave_this_machine(url: str, leaves: bool) -> None:
    assert leaves_this_machine(url) is leaves
