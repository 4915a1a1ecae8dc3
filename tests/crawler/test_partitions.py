from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.items import Access, Status
from crawler.partitions import PartitionError, is_parted, path_of, root_of, writable
from tests.crawler.output_spiders import article

TEMPLATE = "data/{site}/{date}.jsonl"
TODAY = "2026-11-20"


def test_a_record_has_its_file_by_site_and_day_of_fetching():
    record = article(site="paper.example", fetched="2026-11-20T00:30:00+02:00")
    assert path_of(TEMPLATE, record, TODAY) == "data/paper.example/2026-11-19.jsonl"


@pytest.mark.parametrize("fetched", [None, "some day"])
def test_without_a_day_it_is_todays(fetched: str | None):
    assert path_of(TEMPLATE, article(site=None, fetched=fetched), TODAY) == f"data/unknown/{TODAY}.jsonl"
    assert path_of(TEMPLATE, {"an": "item"}, TODAY) == f"data/unknown/{TODAY}.jsonl"


def test_a_record_has_its_file_by_verdict():
    cut, broken = article(access=Access(Status.TRUNCATED)), article(access=Access())
    assert [path_of("{status}.jsonl", item, TODAY) for item in (cut, broken, {"an": "item"})] == [
        "truncated.jsonl",
        "unknown.jsonl",
        "unknown.jsonl",
    ]


def test_names_with_fields():
    assert is_parted(TEMPLATE)
    assert is_parted("all-{date}.jsonl")
    assert not is_parted("data/articles.jsonl")
    with pytest.raises(PartitionError, match=r"x/\{lang\}: there is no field \{lang\}"):
        is_parted("x/{lang}")


@pytest.mark.parametrize(
    ("template", "root"),
    [(TEMPLATE, "data"), ("data/all-{date}.jsonl", "data"), ("{site}.jsonl", "."), ("/a/b/{site}/c/{date}", "/a/b")],
)
def test_the_folder_of_all_files(template: str, root: str):
    assert root_of(template) == Path(root)


@given(st.text(max_size=60) | st.sampled_from(["..", "../..", "/etc", "a/../../b", ".hidden", "x" * 400]))
def test_no_site_leads_out_of_the_folder(site: str):
    path = PurePosixPath(path_of(TEMPLATE, article(site=site), TODAY))
    assert path.parts[0] == "data"
    assert len(path.parts) == 3
    assert not path.parts[1].startswith(".")
    assert len(path.parts[1].encode()) <= 200


def test_a_folder_that_can_not_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("")
    assert writable(tmp_path / "new") is None
    assert (tmp_path / "new").is_dir()
    assert "can't be made" in str(writable(tmp_path / "file" / "folder"))
