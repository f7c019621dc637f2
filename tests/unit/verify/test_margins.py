"""Which misconceptions cannot be told apart by what was recorded of them."""

from __future__ import annotations

from dataclasses import replace

from grader.verify.margins import lookalikes


def test_variants_of_one_misconception_may_look_alike(rubric):
    assert list(lookalikes(rubric.recording)) == []


def test_errors_with_different_patterns_do_not_look_alike(rubric):
    [one] = [known for known in rubric.recording.misconceptions if known.id == "as_number"]
    other = replace(one, id="other", variants=(replace(one.variants[0], match="something else"),))
    twin = replace(one, id="twin")

    def pairs(*known: object) -> list[tuple[str, ...]]:
        pairs = lookalikes(replace(rubric.recording, misconceptions=known))
        return [(pair.left_id, pair.right_id) for pair in pairs]

    assert pairs(one, other) == []
    assert pairs(one, twin) == [("as_number", "twin")]
