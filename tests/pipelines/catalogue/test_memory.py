"""What is remembered of lines, and what is forgotten first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipelines.catalogue.memory import Memory


def test_what_was_not_asked_for_is_forgotten_first():
    memory = Memory[int](4)
    for number, text in enumerate("abcd"):
        memory.put(text, number)
    assert memory.get("a") == 0
    memory.put("e", 4)
    memory.put("f", 5)
    assert memory.get("a") == 0
    assert memory.get("b") is None


@given(st.lists(st.text(max_size=2)), st.integers(1, 9))
def test_it_never_holds_more_than_it_may_and_never_tells_wrong(texts: list[str], size: int):
    memory = Memory[str](size)
    for text in texts:
        memory.put(text, text.upper())
        assert len(memory) <= max(2, size)
        assert memory.get(text) == text.upper()
