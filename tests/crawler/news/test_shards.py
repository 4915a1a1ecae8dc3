from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scrapy.exceptions import UsageError

from crawler.news.shards import Shard


@given(st.text(max_size=30), st.integers(1, 50))
def test_a_site_falls_to_one_part(site: str, count: int):
    assert sum(Shard(number, count).has(site) for number in range(1, count + 1)) == 1


def test_the_hash_is_the_same_everywhere():
    sites = ["paper.example", "zeitung.example", "diario.example", "journal.example", "shimbun.example"]
    assert [site for site in sites if Shard(1, 2).has(site)] == [s for s in sites if Shard.read("1/2").has(s.upper())]
    assert [Shard(n, 2).has("paper.example") for n in (1, 2)] == [True, False]


def test_reading():
    assert Shard.read(" 2/4 ") == Shard(2, 4)
    assert Shard.read("2/4").suffix == "-2-of-4"
    assert Shard.read("1/1").suffix == ""


@pytest.mark.parametrize("text", ["", "1", "0/4", "5/4", "1/0", "a/b", "-1/4", "1/4/2"])
def test_what_is_no_shard_is_refused(text: str):
    with pytest.raises(UsageError, match=r"shard=.*not i/n"):
        Shard.read(text)
