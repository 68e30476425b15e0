from __future__ import annotations

import pytest

from optimizer.intake.complaint import shortened


@pytest.mark.parametrize(("length", "end"), [(39, ""), (40, ""), (41, "..."), (400, "...")])
def test_forty_characters_of_a_wrong_text_are_quoted(length: int, end: str) -> None:
    assert shortened("x" * length) == "x" * min(length, 40) + end


def test_what_cannot_be_printed_is_shown_as_its_code() -> None:
    assert shortened("a\u200bb\x07") == "a<U+200B>b<U+0007>"
