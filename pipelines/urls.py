"""Addresses: canonical forms, sites and ids."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

import tldextract
from w3lib.url import canonicalize_url, url_query_cleaner

TRACKING = [
    *(
        [
            "utm_source",
            "utm_medium",
            "utm_campaign",
            "utm_term",
            "utm_content",
            "utm_id",
            "utm_name",
            "utm_reader",
            "utm_cid",
        ]
    ),
    *(
        [
            "fbclid",
            "gclid",
            "dclid",
            "msclkid",
            "yclid",
            "igshid",
            "mc_cid",
            "mc_eid",
            "_ga",
            "_gl",
            "ref",
            "ref_src",
            "ref_url",
            "cmpid",
            "cmp",
            "ncid",
            "ocid",
            "wt_mc",
            "wt_zmc",
        ]
    ),
    *(
        [
            "ns_campaign",
            "ns_mchannel",
            "ns_source",
            "ns_linkname",
            "spm",
            "xtor",
            "at_medium",
            "at_campaign",
            "smid",
            "smtyp",
            "guccounter",
        ]
    ),
]

# The list of suffixes that the package brings: no network, the same answer everywhere.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@lru_cache(maxsize=4096)
def site_of_host(host: str) -> str | None:
    """Registrable domain of a host name (`www.example.co.uk`: `example.co.uk`); the host itself where there is none."""
    return _suffixes(host).top_domain_under_public_suffix or host or None


def site(url: str) -> str | None:
    """Registrable domain of an address; null for one without a host."""
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return site_of_host(host) if host else None


def canonical(url: str) -> str:
    """An address without fragment and tracking parameters, its query in order."""
    if not url.startswith(("http://", "https://")):
        return url
    try:
        return str(canonicalize_url(url_query_cleaner(url, TRACKING, remove=True)))
    except ValueError:
        return url


def declared_canonical(declared: str | None, url: str) -> str | None:
    """The address that a page names as its own, where that can be true: the same site, and not its front page."""
    if not declared or not declared.strip():
        return None
    try:
        whole = urljoin(url, declared.strip())
        there, here = urlsplit(whole), urlsplit(url)
    except ValueError:
        return None
    if there.scheme not in {"http", "https"} or not there.hostname:
        return None
    if site(whole) != site(url):
        return None
    if there.path in {"", "/"} and not there.query and here.path not in {"", "/"}:
        return None
    return canonical(whole)


def declared_original(declared: str | None, url: str) -> str | None:
    """The address on another site that a page names as its text's own; null for none, and for a mere front page."""
    here = site(url)
    whole = absolute(declared, url) if declared and declared.strip() else None
    if whole is None or is_front_page(whole) or site(whole) in {None, here}:
        return None
    # A copy on a machine without a name (a saved page, a site that is being built) is no paper's.
    if here is None or "." not in here or here[-1].isdigit():
        return None
    return canonical(whole)


def absolute(address: str, url: str) -> str | None:
    """An address that a page at `url` gives, in full; null where it cannot be read or leads to no web address."""
    try:
        whole = urljoin(url, address.strip())
    except ValueError:
        return None
    return whole if whole.startswith(("http://", "https://")) else None


def is_front_page(url: str) -> bool:
    """Whether an address names a site and nothing on it; false for what is no address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.netloc) and not parts.path.strip("/")


def text_url(text: str) -> str:
    """The address of a text that has none: the same on every machine and in every run."""
    return f"urn:copydesk:sha256:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def article_id(url: str) -> str:
    """The id of an article: 128 bits of the SHA-256 of its canonical address, in hexadecimal."""
    return hashlib.sha256(url.encode("utf-8", "replace")).hexdigest()[:32]
