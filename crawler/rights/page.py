"""What a page itself says: in its response headers, and in its HTML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawler.rights import directives, rsl, tdm
from crawler.rights.robots import BUILT_ON
from crawler.rights.statements import Statement
from crawler.rights.usage import content_usage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    import lxml.etree

OWN = "copydesk"
"""The product token that directives can speak to."""
# Link: <https://paper.example/licence.xml>; rel="license"; type="application/rsl+xml"
_LINK = re.compile(r"<([^<>\s]+)>([^<]*)")
_LICENCE_REL = re.compile(r";\s*rel\s*=\s*(?:\"[^\"]*\blicense\b[^\"]*\"|license\b)", re.IGNORECASE)


def of_headers(headers: Mapping[str, str], own: str = OWN, robots_tags: Sequence[str] = ()) -> list[Statement]:
    """What response headers say; names in lower case. `robots_tags`: the X-Robots-Tag headers one by one, if known."""
    said: list[Statement] = []
    for tag in robots_tags or [headers.get("x-robots-tag", "")]:
        said += directives.statements(tag, "X-Robots-Tag", (own, BUILT_ON))
    if usage := headers.get("content-usage"):
        said += content_usage(usage, f"Content-Usage: {usage}")
    said += tdm.statements(headers.get(tdm.RESERVATION), headers.get(tdm.POLICY), "header ")
    said += [Statement(f"Link rel=license: {address}") for address in linked_licences(headers.get("link", ""))]
    return said


def of_tree(tree: lxml.etree._Element, url: str, own: str = OWN) -> list[Statement]:
    """What a parsed page says in `<meta>`, in `<link rel="license">`, and in licences that stand in it."""
    directed: list[Statement] = []
    licensed: list[Statement] = []
    written: list[Statement] = []
    tdm_said: dict[str, str] = {}
    names = (own, BUILT_ON)
    # One pass over the tree: each looks at every element of the page.
    for el in tree.iter("meta", "link", "script"):
        if el.tag == "meta":
            name = str(el.get("name") or "").strip().lower()
            if name == "robots" or name in names:
                directed += directives.statements(str(el.get("content") or ""), f"meta {name}", names)
            elif name in {tdm.RESERVATION, tdm.POLICY}:
                tdm_said.setdefault(name, str(el.get("content") or ""))
        elif el.tag == "link":
            if "license" in str(el.get("rel") or "").lower().split() and (href := el.get("href")):
                licensed.append(Statement(f"link rel=license: {str(href).strip()}"))
        elif str(el.get("type") or "").strip().lower() == rsl.MEDIA_TYPE:
            written += _inline(el.text or "", url)
    reserved = tdm.statements(tdm_said.get(tdm.RESERVATION), tdm_said.get(tdm.POLICY), "meta ")
    return [*directed, *reserved, *licensed, *written]


def linked_licences(link: str, *, rsl_only: bool = False) -> Iterator[str]:
    """Addresses in a `Link` header with `rel=license`; with `rsl_only`, those that are RSL documents."""
    for address, parameters in _LINK.findall(link):
        if _LICENCE_REL.search(parameters) and (not rsl_only or rsl.MEDIA_TYPE in parameters.lower()):
            yield address


def _inline(text: str, url: str) -> list[Statement]:
    try:
        return rsl.statements(rsl.read(text.encode()), url, "RSL in the page")
    except rsl.RslError as error:
        return [Statement(f"RSL in the page: not read: {error}")]
