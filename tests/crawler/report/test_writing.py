"""A page is written whole or not at all."""

from pathlib import Path

import pytest

from crawler.report.writing import write_whole


def test_a_new_page_has_the_mode_of_any_new_file(tmp_path: Path):
    page = tmp_path / "deep" / "report.html"
    write_whole(str(page), "<p>Größe")
    other = tmp_path / "other"
    other.touch()
    assert page.read_text(encoding="utf-8") == "<p>Größe"
    assert page.stat().st_mode == other.stat().st_mode


def test_a_page_that_cannot_be_written_leaves_the_old_one_and_nothing_else(tmp_path: Path):
    page = tmp_path / "report.html"
    page.write_text("old", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_whole(str(page), "new \ud800")
    assert page.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [page]


def test_a_link_is_followed_and_stays(tmp_path: Path):
    target, link = tmp_path / "target.html", tmp_path / "link.html"
    target.touch()
    link.symlink_to(target)
    write_whole(str(link), "new")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"


def test_a_directory_is_refused(tmp_path: Path):
    with pytest.raises(IsADirectoryError):
        write_whole(str(tmp_path), "new")
