"""Where articles are found: feeds, sitemaps, front pages, and the file that lists sources.

Pure functions on bytes and texts that were fetched already: nothing here asks the network, and nothing that a server
can send raises. What can't be read gives an empty answer with a `problem` in one line, for the log.

    found.Found             url, via, title, published, modified, access_hint, text_length_hint, guid, score;
                            .key, .is_article, .is_before(since)

    feeds.read_feed(body: bytes, url: str, content_type: str | None = None) -> Feed
        Feed                entries: tuple[Found, ...], is_feed: bool, problem: str | None
    sitemaps.read_sitemap(body: bytes, url: str, since: datetime | None = None) -> Sitemap
        Sitemap             sitemaps: tuple[SitemapLink(url, modified), ...], pages: tuple[Found, ...], pruned: int,
                            is_sitemap: bool, problem: str | None
    fronts.read_front(html: str, url: str) -> Front
        Front               feeds, sitemaps, sections: tuple[str, ...], articles: tuple[Found, ...]
    fronts.sitemaps_of_robots(body: bytes, url: str) -> tuple[str, ...]
    articleness.url_score(url: str) -> float                      0 to 1; an article from found.ARTICLE_FROM up
    articleness.page_score(html: str, url: str) -> float          the same with the page at hand
    sources_file.read_sources(path: str, now: datetime | None = None) -> tuple[SiteSources, ...]
        SiteSources         name, urls, feeds, sitemaps, front, sections, allow, deny, max_articles, language, browser, since;
                            .allows(url) -> bool
                            raises SourcesError, whose message names file, table and key
    dates.read_since(text: str, now: datetime) -> datetime        3d, 12h, 2w, ISO dates; raises ValueError

`url` is always the address of the response, for relative links; times are aware. Two addresses are the same article
where `pipelines.urls.canonical` gives the same for both (`Found.key`).

Most take some milliseconds; a sitemap of 50,000 addresses takes seconds, so it is better read in a thread
(`asyncio.to_thread(read_sitemap, ...)`).
"""
