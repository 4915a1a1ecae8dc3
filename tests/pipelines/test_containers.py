"""Sums over containers: what stands in each, and that each is looked at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.containers import masses
from pipelines.draft import Container


def grown(parents: list[int]) -> list[Container]:
    """A tree: the root, and for each number a container inside an earlier one."""
    tree = [Container("html", None, "", 0, 0, 0)]
    for number, parent in enumerate(parents, 1):
        around = tree[parent % len(tree)]
        tree.append(Container("div", around, "", 0, around.depth + 1, number))
    return tree


@given(st.lists(st.integers(0, 50), max_size=30), st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9))))
def test_a_container_weighs_what_stands_in_it_and_below(parents: list[int], weights: list[tuple[int, int]]) -> None:
    tree = grown(parents)
    placed = [(tree[at % len(tree)], weight) for at, weight in weights]
    mass, children = masses(placed)
    expected: dict[int, int] = {}
    for container, weight in placed:
        at: Container | None = container
        while at is not None:
            expected[at.index] = expected.get(at.index, 0) + weight
            at = at.parent
    assert mass == expected
    inside = {(around, index) for around, indexes in children.items() for index in indexes}
    assert inside == {(c.parent.index, c.index) for c in tree if c.index in mass and c.parent is not None}


def test_weights_without_a_container_count_nowhere() -> None:
    assert masses([(None, 5)]) == ({}, {})


class Counting(Container):
    """Notes how often its parent is asked for."""

    asked = 0

    def __getattribute__(self, name: str) -> object:
        if name == "parent":
            Counting.asked += 1
        return super().__getattribute__(name)


def test_the_work_grows_with_the_containers_not_with_the_depth_of_every_weight() -> None:
    at: Container | None = None
    for depth in range(1_000):
        at = Counting("div", at, "", 0, depth, depth)
    masses([(at, 1)] * 1_000)
    assert Counting.asked <= 3_000
