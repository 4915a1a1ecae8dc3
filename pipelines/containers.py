"""The tree of containers: the way up from one of them, and sums over all."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipelines.draft import Container


def around(container: Container | None) -> Iterator[Container]:
    """A container and all those around it, from the inside out."""
    while container is not None:
        yield container
        container = container.parent


def masses(weights: Iterable[tuple[Container | None, int]]) -> tuple[dict[int, int], dict[int, set[int]]]:
    """What stands in each container or anywhere below it, by its index; and the containers right inside each one.

    Takes weights with the container that each stands in. Containers with no weight below them are left out.
    Each container is looked at once, however deep the weights stand.
    """
    mass: dict[int, int] = {}
    parents: dict[int, Container | None] = {}
    for container, weight in weights:
        if container is None:
            continue
        mass[container.index] = mass.get(container.index, 0) + weight
        at: Container | None = container
        while at is not None and at.index not in parents:
            parents[at.index] = at.parent
            at = at.parent
    children: dict[int, set[int]] = {}
    # A container is opened, and so numbered, after the one around it.
    for index in sorted(parents, reverse=True):
        parent = parents[index]
        if parent is not None:
            mass[parent.index] = mass.get(parent.index, 0) + mass[index]
            children.setdefault(parent.index, set()).add(index)
    return mass, children
