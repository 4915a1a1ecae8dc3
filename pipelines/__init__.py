"""The desk: what turns a fetched page into an article.

One file a stage, in the order of `STAGES`; reading them top to bottom is reading what copydesk does.
`clean` runs the same chain without Scrapy.
"""

from __future__ import annotations

