"""What rules there are: by language, and one by one."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pipelines.catalogue.rules import Catalogue

NO_LANGUAGE = "any"


def languages(catalogue: Catalogue) -> set[str]:
    """The languages that have rules; `any` for those of none."""
    return {rule.language or NO_LANGUAGE for rule in catalogue.rules}


def overview(catalogue: Catalogue) -> Iterator[str]:
    """For each language its rules, phrases and kinds, and the element rules; divided by tabs."""
    yield "language\trules\tphrases\tkinds"
    for language in sorted(languages(catalogue)):
        rules = [rule for rule in catalogue.rules if (rule.language or NO_LANGUAGE) == language]
        kinds = Counter(rule.kind.value for rule in rules)
        listed = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
        yield f"{language}\t{len(rules)}\t{sum(len(rule.phrases) for rule in rules)}\t{listed}"
    names = sum(len(element.names) for element in catalogue.elements)
    kinds = Counter(element.kind.value for element in catalogue.elements)
    listed = ", ".join(f"{kind} {number}" for kind, number in kinds.most_common())
    yield f"(elements)\t{len(catalogue.elements)}\t{names}\t{listed}"


def rules_of(catalogue: Catalogue, language: str) -> Iterator[str]:
    """The rules of a language: id, kind, what they say of the copy, and the first line that they know."""
    for rule in catalogue.rules:
        if (rule.language or NO_LANGUAGE) == language:
            yield f"{rule.id}\t{rule.kind.value}\t{rule.cut.value}\t{rule.matches[0]}"
