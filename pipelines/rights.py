"""Stage 6: what the publisher reserves, from the site's files, the response headers and the page's own HTML.

Where it is honoured, the record is to say that the article exists and what it is about, and not what it says.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawler.items import Artifact, Evidence
from crawler.rights import judging
from crawler.rights.page import of_headers, of_tree
from pipelines.stage import Stage

if TYPE_CHECKING:
    from crawler.items import Article
    from crawler.rights.statements import Statement
    from pipelines.draft import Draft

NOT_READ = "the rights stage broke"
# Evidence that quotes the story's own words.
_QUOTING = "ends_in_"


def rights(draft: Draft) -> Draft:
    """Fill `rights`, and `grounds` where the text has to be left out."""
    said = statements(draft)
    draft.rights = judging.rights(said)
    if draft.options.honours_rights:
        draft.grounds = judging.grounds(said, datetime.now(UTC))
    return draft


def statements(draft: Draft) -> list[Statement]:
    """All that is said of the page, in the order in which TDM reservations overrule each other."""
    page, own = draft.page, draft.options.product
    said = [*page.rights, *of_headers(page.headers, own, page.robots_tags)]
    if draft.tree is not None:
        said += of_tree(draft.tree, page.url, own)
    return said


def unread(draft: Draft) -> Draft:
    """What is handed on for a page that breaks this stage: what is not known to be free is not given out."""
    if draft.options.honours_rights:
        draft.grounds = [NOT_READ]
    return draft


def withhold(article: Article, grounds: list[str]) -> Article:
    """Leave the text, and the wording of the artifacts, out of a record, and say so. In place."""
    if not article.text and not article.artifacts:
        return article
    evidence = [Evidence(e.signal, e.rule) if _quotes(e) else e for e in article.access.evidence]
    told = f"text of {article.words} words left out: {'; '.join(grounds)}"
    article.access.evidence = [*evidence, Evidence("text_withheld", None, told)]
    article.artifacts = [Artifact(a.kind, a.rule, "", a.after, a.offset) for a in article.artifacts]
    article.text, article.words, article.text_hash, article.layout = "", 0, None, None
    article.rights.withheld = True
    return article


def _quotes(evidence: Evidence) -> bool:
    return evidence.rule is not None or evidence.signal.startswith(_QUOTING)


class RightsStage(Stage):
    """`rights` as an item pipeline."""

    name = "rights"
    run = rights
    fallback = unread
