from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scrapy.exceptions import UsageError

from crawler.arguments import check_arguments, read_count, read_list

if TYPE_CHECKING:
    from pathlib import Path


def test_known_arguments_pass():
    check_arguments("archive", {"path"}, {"path", "limit"})


def test_an_unknown_argument_is_refused_with_the_known_ones():
    with pytest.raises(UsageError, match="spider archive has no argument 'pth'; it has limit, path"):
        check_arguments("archive", {"pth", "limit"}, {"path", "limit"})


@pytest.mark.parametrize(
    ("value", "entries"), [("a", ["a"]), ("a,b", ["a", "b"]), (" a , b c,", ["a", "b c"]), ("a,,b", ["a", "b"])]
)
def test_lists_are_separated_by_commas(value: str, entries: list[str]):
    assert read_list("path", value) == entries


def test_a_list_can_come_from_a_file(tmp_path: Path):
    path = tmp_path / "list.txt"
    path.write_bytes("\ufeffone, with a comma\r\n\n  two\n# not three\n".encode())
    assert read_list("path", f"@{path}") == ["one, with a comma", "two"]
    assert read_list("path", f"zero,@{path}") == ["zero", "one, with a comma", "two"]


def test_a_list_file_that_cannot_be_read_is_refused(tmp_path: Path):
    with pytest.raises(UsageError, match=r"urls=@.*none\.txt: No such file"):
        read_list("urls", f"@{tmp_path / 'none.txt'}")
    path = tmp_path / "latin.txt"
    path.write_bytes("für".encode("latin-1"))
    with pytest.raises(UsageError, match="not UTF-8 at byte 1"):
        read_list("urls", f"@{path}")


@pytest.mark.parametrize("value", ["", ",", " , "])
def test_an_empty_list_is_refused(value: str):
    with pytest.raises(UsageError, match="nothing in it"):
        read_list("path", value)


def test_counts():
    assert read_count("limit", "12") == 12


@pytest.mark.parametrize("value", ["", "0", "-1", "1.5", "ten", "²", "1 000"])
def test_what_is_no_count_is_refused(value: str):
    with pytest.raises(UsageError, match=f"limit={value}: not a whole number"):
        read_count("limit", value)
