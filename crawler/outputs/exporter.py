"""Records as Parquet: what `-O articles.parquet` writes."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from crawler.exporters import ArticleLinesExporter
from crawler.items import Article

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.outputs.parquet import RowGroups


class ParquetExporter(ArticleLinesExporter):
    """Articles in typed columns, those of `crawler.outputs.columns`; items of other classes are refused.

    To a file that is sealed as Parquet when it closes (`crawler.feedstorage`) it writes JSON Lines.
    """

    def __init__(self, file: IO[bytes], *, crawler: Crawler | None = None, **kwargs: Any) -> None:
        super().__init__(file, crawler=crawler, **kwargs)
        self.groups: RowGroups | None = None
        if not getattr(file, "sealed_later", False):
            from crawler.outputs.parquet import RowGroups, arrow_schema

            self.groups = RowGroups(file, arrow_schema(self.fields_to_export))

    def export_item(self, item: Any) -> None:
        if not isinstance(item, Article):
            raise TypeError(f"a {type(item).__name__} is no article, and Parquet has columns for articles alone")
        if self.groups is None:
            super().export_item(item)
        else:
            self.groups.add(self.line(item))

    def finish_exporting(self) -> None:
        if self.groups is not None:
            self.groups.close()
        super().finish_exporting()
