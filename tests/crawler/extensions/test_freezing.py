from __future__ import annotations

import gc

from scrapy.utils.test import get_crawler

from crawler.extensions.freezing import Freezing


def test_what_is_there_when_a_crawl_begins_is_set_aside_until_it_ends():
    freezing = Freezing.from_crawler(get_crawler())
    freezing.engine_started()
    try:
        assert gc.get_freeze_count() > 0
    finally:
        freezing.engine_stopped()
    assert gc.get_freeze_count() == 0
