"""Every knob of copydesk. Scrapy's own settings first, copydesk's own (`COPYDESK_...`) after them.

Any of them can be given for one run: `scrapy crawl archive -a path=... -s COPYDESK_FLUSH_EVERY=1`.
"""

BOT_NAME = "copydesk"
SPIDER_MODULES = ["spiders"]
NEWSPIDER_MODULE = "spiders"
COMMANDS_MODULE = "crawler.commands"

# --- Manners ---
# An own product token, so that robots.txt can speak to it; no browser's name is ever borrowed. The contact is added.
USER_AGENT = "copydesk/0.1"
# Whom a publisher can write to: a mail address or the address of a page. Without it no crawl leaves this machine.
COPYDESK_CONTACT = ""
# The token that robots.txt is read for.
ROBOTSTXT_USER_AGENT = "copydesk"
# What robots.txt forbids is not fetched.
ROBOTSTXT_OBEY = True
# The longest Crawl-delay that is kept, in seconds; a site that asks for more gets this and a warning in the log.
COPYDESK_MAX_CRAWL_DELAY = 300
# What publishers reserve: "honour" leaves the text out of the record, "record" only writes it down (docs/manners.md).
COPYDESK_RIGHTS = "honour"
# The same for archives and records, whose pages were fetched before: "record" or "honour".
COPYDESK_FILE_RIGHTS = "record"
# Seconds for which a host is left alone that answers 429 without saying for how long.
COPYDESK_SET_ASIDE = 3600
# Scrapy's own robots middleware lets most requests through that wait while robots.txt is being fetched; its own
# cookies middleware asks the network for a list of public suffixes.
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.identity.IdentityMiddleware": 50,
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware": None,
    "crawler.middlewares.robots.RobotsTxtMiddleware": 100,
    "crawler.middlewares.rights.RightsMiddleware": 150,
    "crawler.middlewares.set_aside.SetAsideMiddleware": 560,
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware": None,
    "crawler.middlewares.cookies.CookiesMiddleware": 700,
}
# A meter counts by cookie; an honest reader keeps them.
COOKIES_ENABLED = True
# Requests under way at once, over all hosts.
CONCURRENT_REQUESTS = 32
# One at a time to each host.
CONCURRENT_REQUESTS_PER_DOMAIN = 1
# Seconds between two requests to one host, more or less by half.
DOWNLOAD_DELAY = 1.0
# A host that answers slowly is asked less often: the pause grows with the time that its answers take.
AUTOTHROTTLE_ENABLED = True
# The pause begins with DOWNLOAD_DELAY.
AUTOTHROTTLE_START_DELAY = 0
# And ends here, in seconds.
AUTOTHROTTLE_MAX_DELAY = 60
# Seconds until a request is given up.
DOWNLOAD_TIMEOUT = 60
# Records of one response that are in the pipelines at once. Scrapy makes so many tasks for each response, by default 100,
# and a page gives one record.
CONCURRENT_ITEMS = 1
# Scrapy would parse the source of a callback anew at every response, for a warning that the type checker gives too.
WARN_ON_GENERATOR_RETURN_VALUE = False
# The longest page that is read, in bytes; of archives and record files too.
DOWNLOAD_MAXSIZE = 20 * 1024 * 1024
# What is tried again: passing troubles of the network or the server. A refusal is an answer.
RETRY_HTTP_CODES = [408, 500, 502, 503, 504, 522, 524]
# Refusals are recorded as verdicts, so they have to reach the spider.
HTTPERROR_ALLOWED_CODES = [401, 402, 403, 404, 410, 429, 451, 503]

# --- The browser: sites whose text is made by JavaScript (docs/browser.md) ---
# Render pages in this machine's Chromium where a source asks for it (`browser = true`); needs scrapy-playwright.
COPYDESK_BROWSER = False
# The Chromium to start; None: the first on PATH.
COPYDESK_BROWSER_PATH = None
# Seconds that the scripts of a page may go on fetching before it is taken as it is.
COPYDESK_BROWSER_WAIT = 10
# Pages that are rendered at once.
COPYDESK_BROWSER_PAGES = 2
# The browser in front of Scrapy's downloads, if COPYDESK_BROWSER asks for it; and what the names of outputs say of them.
ADDONS = {"crawler.browser.addon.Browser": 100, "crawler.outputs.addon.Outputs": 200}

# --- Safety: no port of a running crawl is open ---
# Scrapy opens a telnet console by default.
TELNETCONSOLE_ENABLED = False
# And a port for remote control.
REMOTE_CONTROL_ENABLED = False

# --- Output ---
# At DEBUG Scrapy logs every item whole, that is, every article's text.
LOG_LEVEL = "INFO"
# Records are not escaped to ASCII.
FEED_EXPORT_ENCODING = "utf-8"
# JSON Lines with the keys in the order of the record, one record a line; Parquet with typed columns (docs/datasets.md).
FEED_EXPORTERS = {
    "jsonlines": "crawler.exporters.ArticleLinesExporter",
    "jsonl": "crawler.exporters.ArticleLinesExporter",
    "jl": "crawler.exporters.ArticleLinesExporter",
    "parquet": "crawler.outputs.exporter.ParquetExporter",
}
# Which records go into which output of the command line: {"whole.jsonl": "status=complete reserved=no,none"}.
COPYDESK_FEED_FILTERS: dict[str, str] = {}
# Local files are written as NAME.part and renamed when the run has reached its end.
FEED_STORAGES = {
    "": "crawler.feedstorage.LocalFileStorage",
    "file": "crawler.feedstorage.LocalFileStorage",
}
# Outputs that are checked, counts, an orderly end, and the summary; in place of what Scrapy has for outputs and pauses.
EXTENSIONS = {
    "scrapy.extensions.feedexport.FeedExporter": None,
    "crawler.extensions.feeds.Feeds": 0,
    "scrapy.extensions.throttle.AutoThrottle": None,
    "crawler.extensions.throttle.AutoThrottle": 0,
    "crawler.extensions.warc.Warc": 5,
    "crawler.extensions.counts.Counts": 10,
    "crawler.extensions.closing.Closing": 20,
    "crawler.extensions.progress.Progress": 30,
    "crawler.extensions.freezing.Freezing": 40,
    "crawler.extensions.health.Health": 700,
    "crawler.extensions.newsrun.NewsRun": 800,
    "crawler.extensions.summary.Summary": 900,
}
# A crawl that is closed reads no further in start().
SPIDER_MIDDLEWARES = {"crawler.extensions.closing.StartMiddleware": 0}
# Records are handed to the operating system after every so many: a crawl that is killed loses at most that many.
COPYDESK_FLUSH_EVERY = 20
# Write manifest.json (counts, checksums, versions) beside the records.
COPYDESK_MANIFEST = True
# Print a summary on stdout at the end of a crawl; "line": in one line.
COPYDESK_SUMMARY = True
# On a terminal, show at its foot how the crawl goes.
COPYDESK_PROGRESS = True
# Folder for WARC files of what is fetched (see docs/archives.md); None: nothing is kept.
COPYDESK_WARC = None
# Bytes after which a WARC file is closed and the next one begun.
COPYDESK_WARC_MAX_SIZE = 1_000_000_000
# The spider's arguments, for the manifest; filled in by `scrapy crawl` from its -a options.
COPYDESK_ARGUMENTS: dict[str, str] = {}

# --- The news crawl: what is remembered between runs, and when to ask again ---
# The file that remembers; one file is one crawl. Empty: nothing is remembered.
COPYDESK_STATE = "data/state.sqlite"
# Where `scrapy crawl news` writes without -o and -O; {site} and {date} (of fetching, UTC) part it into files.
COPYDESK_OUTPUT = "data/{site}/{date}.jsonl"
# How many of those files are open at once.
COPYDESK_OPEN_OUTPUTS = 200
# Ages of an article, from its publication, at which it is asked for again; none: never.
COPYDESK_REVISIT = ["1h", "6h", "1d", "3d", "7d"]
# A page that can't be had is asked for again in later runs, until it was asked for so many times.
COPYDESK_MAX_ATTEMPTS = 5
# A site that fails so many times in a row is left alone until the next run.
COPYDESK_SITE_ERRORS = 5
# The moment at which the crawl believes to begin (ISO 8601), for trying out what happens on another day; None: now.
COPYDESK_NOW = None
# Exit code of a run that finds its state file in use by another run; 75 tells cron to try again later.
COPYDESK_LOCK_BUSY_EXIT = 0

# --- The news crawl: when a run that came to its end is not well (exit code 4) ---
# Failed requests of all requests for articles and sources; 1: never.
COPYDESK_MAX_ERROR_SHARE = 0.5
# Records that are `blocked`, of all records; 1: never.
COPYDESK_MAX_BLOCKED_SHARE = 1.0
# Records that are `truncated`, of all records; 1: never.
COPYDESK_MAX_TRUNCATED_SHARE = 1.0
# Records that a run has to bring at least.
COPYDESK_MIN_ARTICLES = 0
# Write run.json, what came of the run, beside the records.
COPYDESK_RUN_SUMMARY = True

# --- The desk ---
# "standard", a folder with models of your own, or None for rules alone.
COPYDESK_BODY_MODEL = "standard"
# Rule files of your own beside the catalogue (see docs/catalogue.md).
COPYDESK_CATALOGUE: list[str] = []
# Lines that stand on many articles of a site are no part of its stories: True (remembered in the crawl's state file, or
# for the run where the spider has none), the path of a state file to remember them in, or False.
COPYDESK_SITE_MEMORY = True
# Copies of one text are told by the stories before them: True (remembered in the crawl's state file, or for the run
# where the spider has none), the path of a state file of their own, or False.
COPYDESK_STORY_MEMORY = True
# What becomes of a copy of a story that was written: "mark" names the best copy in it, "drop" leaves the record out.
COPYDESK_DUPLICATES = "mark"
# One pipeline a stage, in the order in which they run.
ITEM_PIPELINES = {
    "pipelines.segment.SegmentStage": 100,
    "pipelines.metadata.MetadataStage": 200,
    "pipelines.markers.MarkersStage": 300,
    "pipelines.leads.LeadsStage": 400,
    "pipelines.body.BodyStage": 500,
    "pipelines.rights.RightsStage": 525,
    "pipelines.furniture.FurnitureStage": 550,
    "pipelines.access.AccessStage": 600,
    "pipelines.normalize.NormalizeStage": 700,
    "crawler.news.remembering.RememberStage": 950,
    "pipelines.stories.StoriesStage": 970,
}
