from __future__ import annotations

import pytest

from crawler.schema import build, docs

SOURCE = '''"""Every knob."""

BOT_NAME = "copydesk"

# --- Manners ---
# The token that robots.txt
# is read for.
ROBOTSTXT_USER_AGENT = "copydesk"
COOKIES_ENABLED = True

# A remark on the list below, which an empty line parts from it.

# Codes a|b.
CODES: list[int] = [
    401,
    402,
]
LONG = ["aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]
'''


@pytest.mark.parametrize("path", docs.pages(), ids=lambda path: path.name)
def test_a_generated_page_is_what_the_code_says(path: docs.Path):
    assert path.read_text(encoding="utf-8") == docs.pages()[path], "run `make schema`"


def test_settings_are_read_with_the_comment_right_above_them():
    names, manners = docs.read_settings(SOURCE)
    assert (names.heading, [s.name for s in names.settings]) == ("Names", ["BOT_NAME"])
    assert manners.heading == "Manners"
    assert [(s.name, s.value, s.comment) for s in manners.settings[:3]] == [
        ("ROBOTSTXT_USER_AGENT", "'copydesk'", "The token that robots.txt is read for."),
        ("COOKIES_ENABLED", "True", ""),
        ("CODES", "[401, 402]", "Codes a|b."),
    ]


def test_bars_do_not_break_the_table_and_long_values_are_left_to_the_file():
    page = docs.settings_page(SOURCE)
    assert "| `CODES` | `[401, 402]` | Codes a\\|b. |" in page
    assert "| `LONG` | see the file |  |" in page


def test_every_setting_of_copydesk_says_what_it_does():
    sections = docs.read_settings(docs.SETTINGS.read_text(encoding="utf-8"))
    own = [s for section in sections for s in section.settings if s.name.startswith("COPYDESK_")]
    assert own
    assert [s.name for s in own if not s.comment] == []


def test_the_record_page_has_every_field_at_every_depth():
    page = docs.record_page(build())
    for line in (
        "| `authors` | list of strings | People named as authors. |",
        "| `http_status` | integer or null | Status code of the response. |",
        "## `access`",
        "### `access.evidence` (one object each)",
        "## `layout` (one object each)",
    ):
        assert line in page
    assert "one of `free`, `paid`, `metered` or null" in page


def test_keys_that_are_not_always_there_say_so():
    rows = [line for line in docs.record_page(build()).splitlines() if "Written only when it is not null" in line]
    assert [row.split("`")[1] for row in rows] == ["layout", "error"]
