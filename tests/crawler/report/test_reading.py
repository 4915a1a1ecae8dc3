"""A record gives its page back in the order in which it stood."""

from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Kind
from crawler.report import reading
from crawler.report.reading import Gap, Passage, Run, Shown, from_blocks, from_record
from pipelines.draft import Block, Mark
from tests.crawler.report.making import WALL, made


def written(page: list[Shown]) -> list[str]:
    """The page with what is struck out in brackets."""
    return [
        "".join(run.text if run.kind is None else f"[{run.text}]" for run in shown.runs)
        for shown in page
        if isinstance(shown, Passage)
    ]


def artifact(text: str, after: int, offset: int | None = None) -> dict[str, object]:
    return WALL | {"text": text, "after": after, "offset": offset}


def test_artifacts_stand_where_they_stood():
    record = made(
        text="One.\n\nTwo.",
        artifacts=[artifact("before", 0), artifact("between", 1), artifact("behind", 2), artifact("last", 2)],
    )
    assert written(from_record(record)) == ["[before]", "One.", "[between]", "Two.", "[behind]", "[last]"]


def test_an_artifact_inside_a_paragraph_interrupts_it():
    record = made(text="Eins zwei.\n\nDrei vier.", artifacts=[artifact("Mehr dazu", 2, 5)])
    assert written(from_record(record)) == ["Eins zwei.", "Drei [Mehr dazu] vier."]


def test_an_artifact_at_the_head_of_the_first_paragraph():
    record = made(text="Eins zwei.", artifacts=[artifact("Vorab", 0, 0)])
    assert written(from_record(record)) == ["[Vorab] Eins zwei."]


@given(
    st.lists(st.text("abc ", min_size=1, max_size=9).filter(str.strip), max_size=4),
    st.lists(st.tuples(st.integers(0, 9), st.none() | st.integers(0, 20)), max_size=6),
)
def test_no_paragraph_and_no_artifact_is_lost_wherever_they_say_they_stood(
    paragraphs: list[str], places: list[tuple[int, int | None]]
):
    record = made(
        text="\n\n".join(paragraphs),
        artifacts=[artifact(f"<{n}>", after, offset) for n, (after, offset) in enumerate(places)],
    )
    page = from_record(record)
    runs = [run for shown in page if isinstance(shown, Passage) for run in shown.runs]
    assert [run.text for run in runs if run.kind is not None] == [f"<{n}>" for n in range(len(places))]
    story = "".join(run.text for run in runs if run.kind is None)
    assert "".join(story.split()) == "".join("".join(paragraphs).split())


def test_the_blocks_of_a_draft_keep_the_rules_of_the_story_too():
    blocks = [
        Block(0, "Home", kind=Kind.BOILERPLATE, rule="markup.nav"),
        Block(1, "A story. Read on.", kind=Kind.BODY, rule="body.region", cuts=[Mark(9, 17, Kind.WALL, "en.wall.on")]),
        Block(2, "Never looked at"),
    ]
    page = from_blocks(blocks)
    assert written(page) == ["[Home]", "A story. [Read on.]", "[Never looked at]"]
    assert isinstance(page[1], Passage)
    assert page[1].rule == "body.region"
    assert isinstance(page[2], Passage)
    assert page[2].runs[0].kind == "undecided"


def test_a_text_that_was_left_out_is_a_gap():
    record = made(text="", rights={"withheld": True}, artifacts=[artifact("", 0), artifact("", 0)])
    (gap,) = from_record(record)
    assert isinstance(gap, Gap)
    assert gap.struck == {"wall": 2}


def test_a_page_of_great_length_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(reading, "LONGEST", 10)
    monkeypatch.setattr(reading, "MOST", 2)
    record = made(text="0123456789abc\n\nshort\n\na third\n\na fourth one", artifacts=[])
    first, _, gap = from_record(record)
    assert isinstance(first, Passage)
    assert first.runs == [Run("0123456789", more=3)]
    assert isinstance(gap, Gap)
    assert (gap.paragraphs, gap.words) == (2, 5)
