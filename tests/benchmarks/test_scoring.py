"""Every figure on cases small enough to compute by hand."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.scoring import (
    MEASURES,
    Record,
    Truth,
    TruthError,
    normal,
    precision_recall,
    read_records,
    read_truth,
    score,
    shingles,
)
from crawler.items import Access, Artifact, Kind, Page, Status
from pipelines.normalize import blank

LEAD = "The harbour council voted on Tuesday to reopen the old ferry line to the islands."
SECOND = "Two boats will run every hour from April, the mayor said after the meeting."
WALL = "Subscribe now to read the rest of this story"
CAPTION = "The old ferry in 1962. Photo: City archive"


def labelled(url="https://a.test/1", *, body=(LEAD, SECOND), artifacts=(), mixed=(), access="complete", sure=True):
    return Truth.from_json(
        {
            "id": url.rpartition("/")[2],
            "url": url,
            "body_lines": list(body),
            "artifact_lines": [{"text": text, "kind": kind} for text, kind in artifacts],
            "mixed": [{"artifact": text, "kind": kind} for text, kind in mixed],
            "access": access,
            "access_confidence": "high" if sure else "low",
            "truncation_marker": "",
        }
    )


def record(url="https://a.test/1", *lines: str, status="complete", artifacts=()):
    return Record(url, "\n\n".join(lines or (LEAD, SECOND)), status, tuple(artifacts))


def figures(truth, *records: Record):
    return score(records, [truth] if isinstance(truth, Truth) else truth).figures


class TestShingles:
    def test_runs_of_four_words(self):
        assert set(shingles("one two three four five")) == {
            ("one", "two", "three", "four"),
            ("two", "three", "four", "five"),
        }

    def test_a_short_text_is_one_shingle_and_an_empty_one_none(self):
        assert list(shingles("two words")) == [("two", "words")]
        assert not shingles("  … ")

    def test_precision_counts_what_was_given_and_recall_what_was_wanted(self):
        # Wanted: 2 shingles. Given: 4, of which both are wanted.
        assert precision_recall("a b c d e", "a b c d e f g") == (0.5, 1.0)

    def test_a_repeated_shingle_counts_once_for_each_time_it_is_wanted(self):
        assert precision_recall("a b c d", "a b c d a b c d") == (1 / 5, 1.0)

    def test_nothing_wanted_and_nothing_given_is_right(self):
        assert precision_recall("", None) == (1.0, 1.0)
        assert precision_recall("a b c d", "") == (None, 0.0)

    @given(st.text(), st.text())
    def test_both_stay_between_zero_and_one_and_swap_with_their_texts(self, true, got):
        precision, recall = precision_recall(true, got)
        assert precision is None or 0 <= precision <= 1
        assert (recall, precision) == precision_recall(got, true)


def test_normal_form_ignores_case_spaces_punctuation_and_width():
    assert normal("“Straße” \u00a0– ＡＢＣ_1!") == "strasseabc1"
    assert normal("残り1,234文字") == "残り1234文字"
    assert normal(None) == ""


def test_a_perfect_record_has_perfect_figures():
    truth = labelled(artifacts=[(WALL, "wall"), (CAPTION, "photo_credit")])
    got = figures(truth, record(artifacts=[(WALL, "wall")]))
    assert {name for name, value in got.items() if value != (1.0 if MEASURES[name].higher_is_better else 0.0)} == {
        "truncated P",  # no page is truncated, and none is called so
        "truncated R",
        "truncated F1",
    }


def test_figures_come_in_the_order_of_the_measures():
    got = list(figures(labelled(artifacts=[(WALL, "wall")]), record()))
    assert got == [name for name in MEASURES if name in got]


class TestBody:
    def test_is_averaged_over_pages_before_it_becomes_an_f1(self):
        whole = Truth("1", "u1", body="a b c d e f g")
        half = Truth("2", "u2", body="a b c d e")
        got = figures([whole, half], Record("u1", "a b c d e f g"), Record("u2", "a b c d e f g"))
        assert got["body P"] == pytest.approx(0.75)
        assert got["body R"] == 1.0
        assert got["body F1"] == pytest.approx(2 * 0.75 / 1.75)

    def test_leaves_out_pages_known_in_part_and_pages_without_a_story(self):
        part = Truth("1", "u1", body="a b c d", partial=True)
        none = labelled("u2", body=())
        assert "body F1" not in figures([part, none], Record("u1", "x"), Record("u2", "x"))

    def test_a_page_without_a_record_is_an_empty_text(self):
        got = figures([Truth("1", "u1", body="a b c d"), Truth("2", "u2", body="a b c d")], Record("u1", "a b c d"))
        assert got["records missing"] == 1
        assert got["body R"] == 0.5


def test_chunks_that_must_and_must_not_be_there():
    truth = Truth("1", "u", wanted=("ferry line", "two boats"), unwanted=("Subscribe", "Cookies", "Menu"))
    got = figures(truth, Record("u", "The Ferry-Line. Subscribe!"))
    assert got["chunk P"] == 0.5  # one of two found
    assert got["chunk R"] == 0.5  # one of two wanted


class TestLines:
    def test_lost_body_counts_long_lines_only(self):
        truth = labelled(body=(LEAD, SECOND, "Short line."))
        result = score([record("https://a.test/1", LEAD)], [truth])
        assert result.figures["lost body"] == 0.5
        assert [(miss.sort, miss.what) for miss in result.misses if miss.sort == "lost"] == [("lost", SECOND)]

    def test_residue_is_split_into_the_paywall_family_and_the_rest(self):
        truth = labelled(
            artifacts=[(WALL, "wall"), ("Log in to your account", "login_prompt"), (CAPTION, "photo_credit")]
        )
        result = score([record("https://a.test/1", LEAD, WALL, SECOND, CAPTION)], [truth])
        assert result.figures["paywall residue"] == 0.5
        assert result.figures["other residue"] == 1.0
        assert result.residue == {"login_prompt": (0, 1), "photo_credit": (1, 1), "wall": (1, 1)}

    def test_a_line_that_the_story_says_too_is_no_residue_unless_it_stands_inside_a_body_line(self):
        quoted = 'The page said "Subscribe now to read the rest of this story" and nothing else.'
        beside = labelled(body=(quoted,), artifacts=[(WALL, "wall")])
        inside = labelled(body=(quoted,), mixed=[(WALL, "wall")])
        assert "paywall residue" not in figures(beside, record("https://a.test/1", quoted))
        assert figures(inside, record("https://a.test/1", quoted))["paywall residue"] == 1.0

    def test_a_duplicated_lead_is_residue_only_where_it_stands_more_often_than_in_the_story(self):
        truth = labelled(artifacts=[(LEAD, "duplicate_lead")])
        assert figures(truth, record("https://a.test/1", LEAD, SECOND))["paywall residue"] == 0.0
        assert figures(truth, record("https://a.test/1", LEAD, LEAD, SECOND))["paywall residue"] == 1.0

    def test_short_artifacts_are_not_looked_for(self):
        assert "other residue" not in figures(labelled(artifacts=[("COMMENTS", "reader_comment")]), record())

    def test_repeats_counts_pages_whose_text_says_a_paragraph_twice(self):
        truths = [labelled("u1"), labelled("u2"), labelled("u3", body=(LEAD, SECOND, LEAD))]
        got = figures(
            truths,
            record("u1", LEAD, SECOND, LEAD),
            record("u2", LEAD, SECOND),
            record("u3", LEAD, SECOND, LEAD),  # as in the truth
        )
        assert got["repeats"] == pytest.approx(1 / 3)

    def test_named_wants_the_line_among_the_artifacts_and_named_right_its_kind_too(self):
        truth = labelled(
            artifacts=[
                (WALL, "wall"),
                ("Log in to your account", "login_prompt"),
                ("You have 2 free articles left", "meter_notice"),
                (CAPTION, "photo_credit"),  # of no interest here
            ]
        )
        given = [(f"{WALL}!", "wall"), ("log in to your account", "wall")]
        got = figures(truth, record(artifacts=given))
        assert got["named"] == pytest.approx(2 / 3)
        assert got["named right"] == pytest.approx(1 / 3)

    def test_a_part_of_a_line_names_it_if_it_is_long_enough(self):
        truth = labelled(artifacts=[(WALL, "wall")])
        assert figures(truth, record(artifacts=[("Subscribe now to read", "wall")]))["named"] == 1.0
        assert figures(truth, record(artifacts=[("Subscribe", "wall")]))["named"] == 0.0


class TestAccess:
    def test_macro_f1_gives_little_for_saying_complete_of_everything(self):
        truths = [labelled(f"u{n}", access="complete") for n in range(9)] + [labelled("u9", access="truncated")]
        got = figures(truths, *(record(f"u{n}") for n in range(10)))
        assert got["access accuracy"] == 0.9
        assert got["access macro F1"] == pytest.approx((18 / 19 + 0) / 2)
        assert got["truncated R"] == 0.0

    def test_precision_and_recall_of_truncated(self):
        truths = [
            labelled("u1", access="truncated"),
            labelled("u2", access="truncated"),
            labelled("u3", access="excerpt"),
            labelled("u4", access="not_article", body=()),
        ]
        result = score(
            [
                record("u1", status="truncated"),
                record("u2", status="complete"),
                record("u3", status="truncated"),
                record("u4", status="not_article"),
            ],
            truths,
        )
        assert result.figures["truncated P"] == 0.5
        assert result.figures["truncated R"] == 0.5
        assert result.figures["access accuracy"] == pytest.approx(1 / 3)  # of the three stories
        assert result.figures["no-article accuracy"] == 1.0
        assert result.verdicts["truncated", "complete"] == 1

    def test_pages_of_doubtful_label_are_left_out(self):
        truths = [labelled("u1"), labelled("u2", access="truncated", sure=False)]
        assert figures(truths, record("u1"), record("u2"))["access accuracy"] == 1.0

    def test_records_without_any_verdict_have_no_access_figures(self):
        assert "access accuracy" not in figures(labelled(), record(status=None))


def test_pages_that_broke_a_stage_are_counted_and_shown():
    result = score([Record("https://a.test/1", error="body: ValueError: no")], [labelled()])
    assert result.figures["errors"] == 1
    assert ("error", "1", "body: ValueError: no") in result.misses


def test_an_article_and_its_line_of_json_are_the_same_record(tmp_path):
    article = replace(
        blank(Page("https://a.test/1", "")),
        text=LEAD,
        access=Access(status=Status.TRUNCATED),
        artifacts=[Artifact(Kind.WALL, "en.wall.rest", WALL, after=1)],
    )
    line = {
        "url": "https://a.test/1",
        "text": LEAD,
        "access": {"status": "truncated"},
        "artifacts": [{"kind": "wall", "rule": "en.wall.rest", "text": WALL, "after": 1}],
        "error": None,
    }
    (tmp_path / "records.jsonl").write_text(json.dumps(line), encoding="utf-8")
    assert read_records(tmp_path / "records.jsonl") == [Record.from_article(article)]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [("{not json", "Expecting property name"), ('{"id": "1"}', "no field 'url'"), ("[]", "not a JSON object")],
)
def test_a_bad_line_of_truth_is_named_with_its_number(tmp_path, line, complaint):
    path = tmp_path / "x.truth.jsonl"
    path.write_text('{"id": "0", "url": "u"}\n\n' + line + "\n", encoding="utf-8")
    with pytest.raises(TruthError, match=rf"x\.truth\.jsonl:3: .*{complaint}"):
        read_truth(path)
