"""Sites whose text is made by JavaScript (`COPYDESK_BROWSER`).

Scrapy fetches the page as it fetches any other, so robots.txt, delays, cookies, limits, refusals and redirects are what
they are elsewhere. A headless Chromium is then handed what came and runs its scripts; nothing but those scripts, and
what they ask for, is fetched by it. Needs the extra `browser` (scrapy-playwright) and a Chromium on the machine.
"""

BROWSER = "copydesk_browser"
"""Key of a request's meta: render the page. Here, so that a spider can set it where the extra is not installed."""
