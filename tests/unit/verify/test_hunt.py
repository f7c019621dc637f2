"""Which mutants of a reference the checks notice, and what is found of the others."""

from __future__ import annotations

import tiny

from grader.model import Limits
from grader.verify.found import Hunted
from grader.verify.hunt import SEEDS, explained, hunt, survivors
from grader.verify.mutate import Mutant, mutants
from grader.verify.notes import Note, read_notes

EQUAL = Note("double", "return 2 * x -> return x * 2", "the order of factors means nothing")
ALIVE, DEAD = Hunted("double", EQUAL.mutant, ""), Hunted("double", "return 2 * x -> return 3 * x", "test_doubled")


def test_a_mutant_that_lives_on_is_a_finding_until_its_author_explains_it():
    (finding,) = survivors([ALIVE, DEAD], [])
    assert (finding.answer, EQUAL.mutant in finding.what) == ("mutant of double", True)

    hunted = explained([ALIVE, DEAD], [EQUAL])
    assert [each.why for each in hunted] == [EQUAL.why, ""]
    assert list(survivors(hunted, [EQUAL])) == []


def test_a_word_about_a_mutant_that_is_killed_or_not_there_is_a_finding():
    (finding,) = survivors([DEAD], [EQUAL])

    assert finding.answer == "verify.toml"
    assert EQUAL.mutant in finding.what


def test_each_mutant_of_the_tiny_reference_is_killed_by_its_own_stubs_checks_or_explained(exercise, rubric, pool):
    found = list(mutants(tiny.REFERENCE, "tiny.py", rubric.recording.stubs))
    counted: list[int] = []

    hunted = hunt(found, exercise, rubric, pool, Limits(), 2, ("test_slope",), counted.append)

    assert [(each.stub, each.mutant) for each in hunted] == [(mutant.stub, mutant.name) for mutant in found]
    stubs = {check.id: check.stub for check in rubric.recording.checks}
    assert all(stubs[each.killed_by] == each.stub for each in hunted if each.killed_by)
    alive = [each.mutant for each in hunted if not each.killed_by]
    assert alive == [note.mutant for note in read_notes(exercise).equivalent]
    assert "test_slope" not in {each.killed_by for each in hunted}  # the long one, which comes last
    assert counted == list(range(1, len(found) + 1))


def test_what_no_check_sees_lives_on(exercise, rubric, pool):
    """A reference that also clears a gradient nobody looks at: taking that away changes no observation."""
    source = tiny.REFERENCE.replace("    twice_by_reference", "    x.grad = None\n    twice_by_reference", 1)
    found = [mutant for mutant in mutants(source, "tiny.py", ["double"]) if mutant.before == "x.grad = None"]

    (alive,) = hunt(found, exercise, rubric, pool, Limits(), 1, (), lambda done: None)

    assert alive.killed_by == ""


def test_where_chance_has_a_part_a_mutant_dies_only_if_it_fails_each_time(exercise, rubric, pool):
    """A coin that comes up tails from some seed is no wrong answer, however the first run came out."""
    often = "def double(x):\n    return 2 * x if torch.rand(()) < 0.999999 else 3 * x"
    never = "def double(x):\n    return 2 * x + 1 + torch.rand(())"
    found = [Mutant("double", "a", "b", source, chance=True) for source in (often, never)]

    alive, dead = hunt(found, exercise, rubric, pool, Limits(), 1, (), lambda done: None)

    assert not alive.killed_by
    assert dead.killed_by


def test_a_mutant_by_chance_that_failed_once_only_lives_on(exercise, rubric, pool):
    """Killed where nothing was seeded, right from each of the other numbers: that was bad luck."""
    unlucky = f"def double(x):\n    return 2 * x + (torch.initial_seed() not in {SEEDS})"
    (once,) = hunt([Mutant("double", "a", "b", unlucky)], exercise, rubric, pool, Limits(), 1, (), lambda n: None)
    (again,) = hunt(
        [Mutant("double", "a", "b", unlucky, chance=True)], exercise, rubric, pool, Limits(), 1, (), lambda n: None
    )

    assert once.killed_by
    assert not again.killed_by
