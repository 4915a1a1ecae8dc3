"""How a page is drawn, on a draft made by hand: the stages that make one have tests of their own."""

import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.color import Color
from rich.console import Console

from crawler.inspecting import terminal
from crawler.inspecting.machine import machine
from crawler.inspecting.plain import plain
from crawler.inspecting.terminal import draw, family
from crawler.inspecting.view import Fold, fold, pieces, printable
from crawler.items import (
    Access,
    Article,
    Artifact,
    Declared,
    Evidence,
    Kind,
    Page,
    Rights,
    Source,
    Status,
    Story,
    Wall,
)
from pipelines.draft import Block, Draft, Mark

LEAD = "La ligne de bac vers les îles rouvre en avril, quarante ans après le dernier départ."
CUT = "Il vous reste 57 % de cet article à lire."


def blocks(*kinds: Kind | None) -> list[Block]:
    return [
        Block(index, f"block {index}", kind=kind, rule=f"rule.{kind}" if kind else None)
        for index, kind in enumerate(kinds)
    ]


def article(**fields: object) -> Article:
    values: dict[str, object] = {
        "schema": "copydesk/article/1",
        "id": "0123",
        "url": "https://a.test/bac?x=1",
        "canonical_url": "https://a.test/bac",
        "site": "a.test",
        "title": "Le bac rouvre",
        "authors": ["Ann Example", "Bo Sample"],
        "published": "2026-03-03T08:00:00+01:00",
        "modified": None,
        "language": "fr",
        "section": None,
        "tags": [],
        "description": None,
        "image": None,
        "publisher": None,
        "text": LEAD,
        "words": 15,
        "access": Access(
            Status.TRUNCATED,
            0.934,
            Wall.SUBSCRIBE,
            Declared.PAID,
            60,
            [
                Evidence("marker_at_cut", "fr.meter.reste", CUT),
                Evidence("declared_words", None, "60 declared, 15 here"),
            ],
        ),
        "artifacts": [Artifact(Kind.METER_NOTICE, "fr.meter.reste", CUT, after=1)],
        "story": Story(),
        "rights": Rights(),
        "fetched": None,
        "http_status": 200,
        "source": Source(),
        "text_hash": None,
    }
    return Article(**(values | fields))  # type: ignore[arg-type]


@pytest.fixture
def draft() -> Draft:
    text = f"{LEAD} {CUT}"
    mark = Mark(len(LEAD) + 1, len(text), Kind.METER_NOTICE, "fr.meter.reste")
    made = Draft(
        Page("https://a.test/bac?x=1", "<p>", http_status=200),
        blocks=[
            Block(0, "Le bac rouvre", "h1", kind=Kind.HEADLINE, rule="body.headline"),
            Block(1, text, "p", kind=Kind.BODY, rule="body.region", cuts=[mark]),
            Block(2, "Abonnez-vous\tpour lire la suite", "p", kind=Kind.WALL, rule="fr.wall.suite"),
        ],
    )
    made.metadata.expected_from = "wordCount"
    return made


class TestPlain:
    def test_one_block_a_line_with_index_kind_rule_and_text(self, draft):
        lines = list(plain(draft, article()))
        assert "0\theadline\tbody.headline\tLe bac rouvre" in lines
        assert "2\twall\tfr.wall.suite\tAbonnez-vous pour lire la suite" in lines

    def test_a_passage_struck_out_stands_in_brackets_and_on_a_line_of_its_own(self, draft):
        lines = list(plain(draft, article()))
        place = lines.index(f"1\tbody\tbody.region\t{LEAD} [-{CUT}-]")
        assert lines[place + 1] == f"1:85-126\tmeter_notice\tfr.meter.reste\t{CUT}"
        assert f"{LEAD} {CUT}"[85:126] == CUT

    def test_what_is_said_of_the_page_stands_behind_a_hash(self, draft):
        said = [line for line in plain(draft, article()) if line.startswith("#")]
        assert said == [
            "# title\tLe bac rouvre",
            "# url\thttps://a.test/bac",
            "# authors\tAnn Example, Bo Sample",
            "# published\t2026-03-03T08:00:00+01:00",
            "# language\tfr",
            "# status\tHTTP 200",
            "# access\ttruncated\t0.93",
            "# wall\tsubscribe",
            "# declared\tpaid",
            "# words\t15 of 60 declared by wordCount (25%)",
            "# struck out\tmeter_notice 1",
            f"# evidence\tmarker_at_cut\tfr.meter.reste\t{CUT}",
            "# evidence\tdeclared_words\t-\t60 declared, 15 here",
        ]

    def test_a_page_that_broke_a_stage_says_so_and_shows_undecided_blocks(self):
        broken = Draft(Page("https://a.test/", ""), blocks=blocks(None))
        lines = list(plain(broken, article(access=Access(), error="body: ValueError: no")))
        assert "0\tundecided\t-\tblock 0" in lines
        assert "# access\tnone\t0.00" in lines
        assert lines[-1] == "# error\tbody: ValueError: no"

    @given(st.text(), st.text())
    def test_no_text_breaks_a_line_or_steers_a_terminal(self, text, title):
        one = Draft(Page("https://a.test/", ""), blocks=[Block(0, text, kind=Kind.AD, rule="r")])
        lines = list(plain(one, article(title=title)))
        (block,) = [line for line in lines if not line.startswith("#")]
        assert block.count("\t") == 3
        for line in lines:
            assert line.splitlines() == [line]
            assert not any(ord(char) < 32 and char != "\t" for char in line)


class TestPieces:
    def test_a_block_without_cuts_is_one_piece(self):
        assert list(pieces(Block(0, "whole"))) == [("whole", None)]

    @given(st.text(min_size=1, alphabet=st.characters(categories=["L", "Zs"])), st.data())
    def test_together_they_are_the_text_and_the_cuts_are_the_cuts(self, text, data):
        edges = sorted(data.draw(st.sets(st.integers(0, len(text)), max_size=6)))
        pairs = list(zip(edges[::2], edges[1::2], strict=False))
        cuts = [Mark(start, end, Kind.WALL, "r") for start, end in pairs]
        found = list(pieces(Block(0, text, kind=Kind.BODY, cuts=cuts)))
        assert "".join(piece for piece, _ in found) == text
        assert [cut for _, cut in found if cut] == cuts


def test_control_characters_become_visible_and_white_space_plain():
    assert printable("a\x1b[31m\tb\r\nc\x9b") == "a\N{REPLACEMENT CHARACTER}[31m b c\N{REPLACEMENT CHARACTER}"


class TestFold:
    def test_a_run_far_from_the_story_is_one_line(self):
        page = blocks(*[Kind.BOILERPLATE] * 6, Kind.BODY, Kind.AD, *[Kind.RELATED_HEADLINES] * 5, Kind.TAGS)
        assert list(fold(page)) == [
            Fold(0, 3, {"boilerplate": 4}),
            *page[4:9],
            Fold(9, 13, {"related_headlines": 4, "tags": 1}),
        ]

    def test_what_stands_inside_the_story_or_between_headline_and_story_is_shown(self):
        page = blocks(Kind.HEADLINE, *[Kind.SHARE_FOLLOW] * 5, Kind.BODY, *[Kind.AD] * 9, Kind.BODY)
        assert list(fold(page)) == page

    def test_wall_lines_are_shown_wherever_they_stand(self):
        page = blocks(Kind.BODY, *[Kind.BOILERPLATE] * 40, Kind.WALL, *[Kind.BOILERPLATE] * 9)
        assert page[41] in list(fold(page))

    def test_prompts_are_shown_near_the_story_and_folded_in_the_foot_of_the_page(self):
        page = blocks(Kind.BODY, *[Kind.AD] * 9, Kind.LOGIN_PROMPT, *[Kind.AD] * 30, *[Kind.LOGIN_PROMPT] * 3)
        shown = list(fold(page))
        assert page[10] in shown
        assert shown[-1] == Fold(11, 43, {"ad": 30, "login_prompt": 3})

    def test_two_blocks_are_not_worth_folding(self):
        page = blocks(Kind.BODY, *[Kind.BOILERPLATE] * 4)
        assert list(fold(page)) == page

    def test_of_a_page_without_a_story_the_first_blocks_are_shown(self):
        page = blocks(*[Kind.BOILERPLATE] * 40)
        assert list(fold(page)) == [*page[:12], Fold(12, 39, {"boilerplate": 28})]

    @given(st.lists(st.sampled_from([Kind.BODY, Kind.WALL, Kind.AD, Kind.HEADLINE, Kind.BOILERPLATE, None])))
    def test_every_block_is_there_once_in_order(self, kinds):
        shown = [
            range(each.first, each.last + 1) if isinstance(each, Fold) else [each.index]
            for each in fold(blocks(*kinds))
        ]
        assert list(itertools.chain.from_iterable(shown)) == list(range(len(kinds)))


def drawn(draft: Draft, made: Article, *, width=80, everything=False, colour=True, **environment: str) -> str:
    out = io.StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=True,
        color_system="256" if colour else None,
        highlight=False,
        _environ=environment,
    )
    draw(console, draft, made, everything=everything)
    return out.getvalue()


class TestTerminal:
    @pytest.mark.parametrize("width", [40, 80, 140])
    def test_no_line_is_longer_than_the_terminal(self, draft, width):
        draft.blocks[1].text = "mot " * 300 + "x" * 500
        draft.blocks[1].cuts = []
        for line in drawn(draft, article(), width=width, colour=False).splitlines():
            if "https://" not in line:  # an address is not broken: it would not be one any more
                assert len(line) <= width

    @pytest.mark.parametrize("width", [80, 140])
    def test_kind_and_rule_stand_in_the_margin_of_their_block(self, draft, width):
        lines = drawn(draft, article(), width=width, colour=False).splitlines()
        (first,) = [number for number, line in enumerate(lines) if "Abonnez-vous" in line]
        assert "2 \N{LEFT HALF BLOCK} wall" in lines[first]
        assert "fr.wall.suite" in "".join(lines[first : first + 2])

    def test_on_a_narrow_terminal_kind_and_rule_stand_above_the_text(self, draft):
        lines = [
            line.strip("\N{LEFT HALF BLOCK} ") for line in drawn(draft, article(), width=44, colour=False).splitlines()
        ]
        place = lines.index("Abonnez-vous pour lire la suite")
        assert lines[place - 1].endswith("wall  fr.wall.suite")

    def test_kind_and_rule_are_written_once_for_blocks_that_share_them(self):
        page = Draft(Page("https://a.test/", ""), blocks=blocks(Kind.BODY, Kind.AD, Kind.AD))
        assert drawn(page, article(), colour=False).count("rule.ad") == 1

    def test_paragraphs_stand_apart(self):
        page = Draft(Page("https://a.test/", ""), blocks=blocks(Kind.BODY, Kind.BODY, Kind.AD, Kind.AD))
        for block in page.blocks[:2]:
            block.rule = "body"
        lines = drawn(page, article(access=Access(Status.COMPLETE)), colour=False).splitlines()
        first = next(number for number, line in enumerate(lines) if "block 0" in line)
        assert [bool(line) for line in lines[first : first + 5]] == [True, False, True, False, True]

    @pytest.mark.parametrize(
        ("status", "said"),
        [(Status.TRUNCATED, "the copy ends here"), (Status.EXCERPT, "the excerpt ends here"), (Status.COMPLETE, "")],
    )
    def test_a_line_is_drawn_where_a_copy_stops(self, draft, status, said):
        lines = drawn(draft, article(access=Access(status)), width=140, colour=False).splitlines()
        drawn_at = [number for number, line in enumerate(lines) if "ends here" in line]
        if not said:
            assert drawn_at == []
            return
        (place,) = drawn_at
        assert said in lines[place]
        assert LEAD in "\n".join(lines[:place]).replace("\n" + " " * 56, " ")
        assert "Abonnez-vous" in "\n".join(lines[place:])

    def test_the_share_of_the_declared_words_is_a_bar(self, draft):
        assert "\N{FULL BLOCK}" * 5 + "\N{LIGHT SHADE}" * 15 + "  15 of 60" in drawn(draft, article(), colour=False)

    def test_a_terminal_of_few_characters_gets_plain_marks(self, draft):
        raw = io.BytesIO()
        file = io.TextIOWrapper(raw, encoding="ascii", errors="replace")
        console = Console(file=file, width=140, force_terminal=True, color_system=None, highlight=False)
        draw(console, draft, article())
        file.flush()
        lines = raw.getvalue().decode().splitlines()
        assert any(line.startswith("  2 | wall") for line in lines)
        assert any(line.startswith("--- the copy ends here") for line in lines)
        assert any("#####..............." in line for line in lines)

    def test_a_change_on_the_day_of_publication_is_not_said_twice(self, draft):
        assert drawn(draft, article(modified="2026-03-03T08:00:00+01:00"), width=200).count("2026-03-03") == 1
        assert "changed 2026-03-04" in drawn(draft, article(modified="2026-03-04T08:00:00+01:00"), width=200)

    def test_a_passage_struck_out_is_struck_out_and_named(self, draft):
        screen = drawn(draft, article(), width=200)
        assert "\x1b[9;38;5;130mIl " in screen
        assert "- meter_notice" in screen

    def test_no_color_leaves_no_colour(self, draft):
        assert "38;5" in drawn(draft, article())
        plainly = drawn(draft, article(), NO_COLOR="1")
        assert "38;5" not in plainly
        assert "meter_notice" in plainly

    def test_folds_unless_all_is_asked_for(self):
        page = Draft(Page("https://a.test/", ""), blocks=blocks(Kind.BODY, *[Kind.BOILERPLATE] * 30))
        folded = drawn(page, article(), colour=False)
        assert "28 blocks far from the story: boilerplate 28 (--all shows them)" in folded
        assert "block 30" not in folded
        assert "block 30" in drawn(page, article(), everything=True, colour=False)

    def test_text_is_never_taken_for_markup(self):
        page = Draft(Page("https://a.test/", ""), blocks=[Block(0, "[red]x[/red] :smile: \x1b[2J", kind=Kind.BODY)])
        assert "[red]x[/red] :smile: \N{REPLACEMENT CHARACTER}[2J" in drawn(page, article(), colour=False)

    def test_an_empty_page_says_so(self):
        assert "(no text on this page)" in drawn(Draft(Page("https://a.test/", "")), article(), colour=False)

    def test_every_kind_has_its_colour_and_the_story_has_none(self):
        assert not family(Kind.BODY)
        assert all(family(kind).color for kind in Kind if kind is not Kind.BODY)

    @pytest.mark.parametrize("style", [terminal.PAYWALL, terminal.DUPLICATE, terminal.FURNITURE, terminal.FAINT])
    def test_colours_can_be_read_on_black_and_on_white(self, style):
        level = luminance(style.color)
        assert (level + 0.05) / 0.05 > 4.4
        assert 1.05 / (level + 0.05) > 4.4


def luminance(colour: Color) -> float:
    """Relative luminance as the Web Content Accessibility Guidelines define it."""
    channels = (value / 255 for value in colour.get_truecolor())
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


class TestMachine:
    def test_gives_page_blocks_and_record(self, draft):
        made = machine(draft, article())
        assert list(made) == ["page", "blocks", "article"]
        assert made["page"]["url"] == "https://a.test/bac?x=1"
        assert made["blocks"][0] == {
            "index": 0,
            "kind": "headline",
            "rule": "body.headline",
            "tag": "h1",
            "text": "Le bac rouvre",
            "cuts": [],
        }

    def test_gives_each_passage_struck_out_with_its_place(self, draft):
        (cut,) = machine(draft, article())["blocks"][1]["cuts"]
        assert cut == {"start": 85, "end": 126, "kind": "meter_notice", "rule": "fr.meter.reste", "text": CUT}

    def test_the_record_is_the_one_a_crawl_writes(self, draft):
        record = machine(draft, article())["article"]
        assert list(record)[:3] == ["schema", "id", "url"]
        assert record["access"]["status"] == "truncated"
        assert "layout" not in record
