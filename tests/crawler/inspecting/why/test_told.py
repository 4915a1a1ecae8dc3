"""Accounts of blocks on whole pages, in several languages."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape
from pathlib import Path

import pytest

import pipelines
from crawler.inspecting.why.finding import NoBlockError, find
from crawler.inspecting.why.machine import machine
from crawler.inspecting.why.plain import plain
from crawler.inspecting.why.signals import _SIGNALS, said_of
from crawler.inspecting.why.told import Why, why
from crawler.items import Article, Kind, Page
from pipelines import Options, examine
from pipelines.draft import Block, Draft

DANISH = [
    "Havnen i Marlow får ny færge til april, besluttede byrådet tirsdag aften efter tre timers debat om pengene.",
    "To både skal sejle hver time, sagde borgmesteren, og billetterne kommer til at koste under tyve kroner for alle.",
    "De bygges på et værft to byer nede ad kysten, som har ansat tredive mand til sin største ordre i mange år.",
]
JAPANESE = [
    "港町の評議会は火曜日の夜、島々を結ぶ古いフェリー航路を四十年ぶりに再開することを決めた。",
    "二隻の船が四月から一時間ごとに運航し、運賃はすべての人に三ユーロ未満に抑えられると市長は述べた。",
    "船は海岸沿いの二つ先の町の造船所で建造され、同社は最大の受注のために三十人を雇用した。",
]
WALL = "Subscribe now to continue reading this article."


def page(paragraphs: list[str], behind: str = "", before: str = "") -> Page:
    story = "".join(f"<p>{escape(text)}</p>" for text in paragraphs)
    body = (
        "<!doctype html><html><head><title>Ferry</title></head><body><nav><a href=/>Home</a><a href=/s>Sport</a></nav>"
        f"<article><h1>The ferry comes back to the islands</h1>{before}{story}{behind}</article>"
        "<footer><a href=/about>About us</a></footer></body></html>"
    )
    return Page("https://a.test/ferry", body)


def looked_at(of: Page, options: Options | None = None) -> tuple[Draft, Article]:
    return examine(of, options or Options())


def told(of: Page, wanted: str, options: Options | None = None) -> Why:
    draft, article = looked_at(of, options)
    return why(draft, article, find(draft.blocks, wanted))


PAGES = [
    page(DANISH, '<div class="paywall"><p>Køb abonnement for at læse videre.</p></div>'),
    page(JAPANESE, "<p>この記事は有料会員限定です。残り1,234文字</p>"),
    page(DANISH, f"<p>{DANISH[0]}</p>", '<p class="byline">Af Anna Holm 3. marts 2026</p>'),
    page([*DANISH, f"{DANISH[1]} {WALL}"], "<h2>Læs også</h2><ul><li><a href=/x>Broen lukker igen i maj</a></li></ul>"),
    Page("https://a.test/plain", "\n".join([*DANISH, "", WALL, "Læs også: Broen lukker"]), plain=True),
]


@pytest.mark.parametrize("of", PAGES, ids=["danish", "japanese", "copy", "cut", "plain"])
@pytest.mark.parametrize("options", [Options(), Options(models=None)], ids=["model", "rules"])
def test_what_is_told_is_what_the_chain_did(of, options):
    draft, article = looked_at(of, options)
    assert any(block.kind is Kind.BODY for block in draft.blocks)
    for block in draft.blocks:
        account = why(draft, article, block)
        assert account.decision is not None
        assert (account.decision.kind, account.decision.rule) == (block.kind, block.rule)
        assert account.memory == ""
        assert account.decision.steps
        assert not any("a step of `story_of`" in step.detail for step in account.decision.steps)
        assert account.said
        if account.decision.scored is not None and account.decision.need is not None:
            least = account.decision.need.least
            chose = account.decision.steps[0].did == "chose"
            assert chose is (least is not None and account.decision.scored.probability >= least)


@pytest.mark.parametrize("of", PAGES, ids=["danish", "japanese", "copy", "cut", "plain"])
def test_what_moved_the_model_adds_up(of):
    draft, article = looked_at(of)
    models = [account.model for block in draft.blocks if (account := why(draft, article, block)).model is not None]
    assert models
    for model in models:
        assert len(model.top) <= 10
        assert model.baseline + sum(moved.by for moved in model.top) + model.rest == pytest.approx(model.log_odds)
        assert [abs(moved.by) for moved in model.top] == sorted((abs(m.by) for m in model.top), reverse=True)


def test_the_rule_of_the_mode_without_a_model_is_told():
    of = PAGES[0]
    draft, _ = looked_at(of, Options(models=None))
    for block in looked_at(of)[0].blocks:
        by_rules = told(of, str(block.index)).decision
        assert by_rules is not None
        assert by_rules.by_rules == (draft.blocks[block.index].kind, draft.blocks[block.index].rule)


def test_a_wall_line_hangs_on_the_catalogue_and_is_the_verdicts_evidence():
    account = told(page(DANISH, f"<p>{WALL}</p>"), WALL)
    (matched,) = account.matched
    assert (matched.mark.kind, matched.mark.cut, matched.by) == (Kind.WALL, "wall", "wording")
    assert account.decision is not None
    need = account.decision.need
    assert need is not None
    assert need.least is None
    assert dict(need.otherwise)["if the catalogue recognised nothing in it"] == pytest.approx(0.5, abs=0.001)
    assert account.evidence == ("marker_at_cut",)
    assert account.record == "an artifact, behind 3 paragraphs"


def test_a_linked_line_needs_more_than_one_without_links():
    account = told(page(DANISH, "<p><a href=/x>The bridge is closed again until the end of May</a></p>"), "bridge")
    assert account.decision is not None
    need = account.decision.need
    assert need is not None
    assert (need.least, dict(need.otherwise)["if nothing in it were linked"]) == (
        pytest.approx(0.8, abs=0.001),
        pytest.approx(0.5, abs=0.001),
    )


def test_a_passage_cut_out_of_a_paragraph_is_told():
    account = told(page([DANISH[0], f"{DANISH[1]} {WALL}", DANISH[2]]), DANISH[1])
    assert account.block.kind is Kind.BODY
    assert account.decision is not None
    assert [step.did for step in account.decision.steps] == ["chose", "cut"]
    assert account.record == "in the story's text, without 1 passage struck out"


def test_a_repeat_names_the_copy_that_stays():
    draft, article = looked_at(PAGES[2])
    (copy,) = [block for block in draft.blocks if block.kind is Kind.DUPLICATE_LEAD]
    account = why(draft, article, copy)
    assert account.copy_of is not None
    assert draft.blocks[account.copy_of].text == copy.text
    assert account.decision is not None
    assert f"repeats block {account.copy_of}, which stays" in account.decision.steps[-1].detail


def test_what_stands_behind_the_end_of_a_cut_copy_is_dropped_with_its_reason():
    trailing = "Men så kom stormen, og ingen vidste, hvornår den nye færge igen kunne lægge til ved kajen i den gamle …"
    other = '<section class="club"><div class="text">' + "".join(
        f"<p class=offer>{text}</p>"
        for text in (
            "Som medlem af klubben får du hver uge et brev fra redaktionen om det, der sker i havnen og i byen.",
            "Klubben har i dag fire tusind medlemmer, som mødes til foredrag og sejlture langs kysten hver sommer.",
        )
    )
    draft, article = looked_at(page([*DANISH, trailing], f"<p>{WALL}</p>{other}</div></section>"))
    accounts = [why(draft, article, block) for block in draft.blocks if "klubben" in block.text.lower()]
    dropped = [step for each in accounts if each.decision for step in each.decision.steps if step.where == "endings"]
    kept = [each for each in accounts if each.block.kind is Kind.BODY]
    assert not kept
    assert all(step.did == "dropped" and "the story ends at block" in step.detail for step in dropped)


def test_a_kind_that_the_company_changed_tells_what_it_was():
    links = "".join(f"<p><a href=/{n}>A headline of another story, number {n}</a></p>" for n in range(2))
    of = page([])
    of = replace(of, body=page(DANISH[:2]).body.replace("</p><p>", f"</p>{links}<p>"))
    account = told(of, "number 1")
    assert account.block.kind is Kind.READ_MORE_LINK
    assert account.decision is not None
    assert account.decision.steps[-1].did == "renamed"
    assert "from related_headlines (shape.linked-line) to read_more_link" in account.decision.steps[-1].detail


def test_a_page_that_broke_a_stage_tells_what_is_known():
    draft, article = looked_at(page(DANISH))
    draft.error = "body: ValueError: no"
    account = why(draft, article, draft.blocks[0])
    assert account.decision is None
    assert [line for line in plain(account) if line.startswith("error\t")]
    assert machine(account)["steps"] is None


def test_markup_that_decided_is_shown_as_the_element_it_comes_from():
    inside = '<aside class="newsletter-box wide"><div><p>The week in five stories</p></div></aside>'
    account = told(page(DANISH, inside), "five stories")
    assert account.block.rule == "markup.newsletter"
    assert account.markup == "<aside newsletter-box wide>"
    assert account.said == "its markup says newsletter"


LINES = [Block(i, text) for i, text in enumerate(["Abonnez-vous", "Lire la suite", "Lire", "2026", "Abonnez-vous !"])]


class TestFind:
    @pytest.mark.parametrize(
        ("wanted", "index"), [("1", 1), ("1:0-4", 1), ("LA  suite", 1), ("lire", 2), ("« Lire la suite… »", 1)]
    )
    def test_by_number_or_by_a_piece_of_text(self, wanted, index):
        assert find(LINES, wanted).index == index

    @pytest.mark.parametrize(
        ("wanted", "message"),
        [
            ("5", "no block 5: this page has blocks 0 to 4"),
            ("le bac", "no block holds 'le bac'; this page has blocks 0 to 4"),
            ("abonnez", "2 blocks hold 'abonnez'; name one by its number: 0 'Abonnez-vous'; 4 'Abonnez-vous !'"),
            ("?!", "'?!' has no letter or digit to look for"),
        ],
    )
    def test_what_names_none_or_several_is_an_error_that_says_what_there_is(self, wanted, message):
        with pytest.raises(NoBlockError) as caught:
            find(LINES, wanted)
        assert str(caught.value) == message


def test_every_signal_of_the_stages_has_words():
    """A new signal in `pipelines/` without an explanation here fails."""
    stages = Path(pipelines.__file__).parent
    written = {
        found
        for path in stages.glob("*.py")
        for found in re.findall(r'"((?:shape|leads|site|metadata)\.[a-z-]+)"', path.read_text("utf-8"))
    }
    assert len(written) > 8
    assert written - set(_SIGNALS) == set()


def test_rules_of_the_catalogue_and_of_elements_are_told_apart():
    matcher = Options().matcher
    assert said_of("en.wall.subscribe-to-continue", matcher) == "its wording"
    assert said_of(next(iter(matcher.element_ids)), matcher) == "the element it stands in"
    assert said_of("below en.related.heading", matcher) == "it stands below a heading that opens a list"
    assert said_of("nobody.knows", matcher) == ""


class TestPlain:
    def test_one_signal_a_line(self):
        lines = [line.split("\t") for line in plain(told(page(DANISH, f"<p>{WALL}</p>"), WALL))]
        names = [line[0] for line in lines]
        assert names[:4] == ["block", "text", "markup", "rule"]
        assert names.count("feature") == 10
        assert names[-2:] == ["evidence", "record"]
        features = {line[2]: float(line[1]) for line in lines if line[0] == "feature"}
        (rest,) = [float(line[1]) for line in lines if line[0] == "rest"]
        ((_, probability, log_odds, baseline, _),) = [line for line in lines if line[0] == "model"]
        assert float(baseline) + sum(features.values()) + rest == pytest.approx(float(log_odds), abs=0.002)
        assert 0 <= float(probability) <= 1

    def test_no_text_breaks_a_line(self):
        draft, article = looked_at(Page("https://a.test/", f"{DANISH[0]}\tand\x1b[31m\n{WALL}", plain=True))
        for line in plain(why(draft, article, draft.blocks[0])):
            assert line.splitlines() == [line]
            assert "\x1b" not in line


def test_for_programs_the_sum_is_exact():
    made = machine(told(page(DANISH, f"<p>{WALL}</p>"), "3"))
    model = made["model"]
    total = model["baseline"] + sum(feature["by"] for feature in model["features"]) + model["rest"]
    assert total == pytest.approx(model["log_odds"])
    assert made["rules_alone"]["story"] is True
    assert [step["where"] for step in made["steps"]] == ["choosing"]


def test_the_names_of_the_lines_are_explained():
    root = Path(pipelines.__file__).parents[1]
    written = set(re.findall(r'yield "(\w+)"', (root / "crawler/inspecting/why/plain.py").read_text("utf-8")))
    page = (root / "docs/inspect.md").read_text("utf-8")
    table = page[page.index("| name | then |") : page.index("scrapy inspect docs/examples/night-bus.html --why 16 |")]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == written - {"error"}
