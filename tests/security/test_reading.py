"""Reading what is hidden: files, other processes, the network, and the checks that a student is not to know."""

# ruff: noqa: E501  a line of attack code reads best as one

from __future__ import annotations

import os
from pathlib import Path

import naive
import pytest
import tiny
from attempts import READING, ROOTS
from sample import some_twice
from shooting_range import CANARY, Attack, Place, messages, said, shown, text

from grader.model import Cell, Limits, Program
from grader.sandbox.outside.pool import Job

HIDDEN_NUMBERS = ("617", "618", "619", "elsewhere", "secret_numbers")
"""What no text that a student reads may hold: numbers and names of hidden checks."""


@pytest.mark.parametrize("attack", READING, ids=lambda attack: attack.name)
def test_reading_works_without_confinement(attack: Attack, open_place: Place) -> None:
    """The attempt gets what it wants where nothing stops it."""
    if attack.name in ROOTS and os.geteuid() != 0:
        pytest.skip("an ordinary user may not do this anywhere")
    assert open_place.succeeds(attack)


@pytest.mark.parametrize("attack", READING, ids=lambda attack: attack.name)
def test_reading_fails(attack: Attack, place: Place) -> None:
    """The same attempt gets nothing."""
    run = place.run(attack.source(place.targets), attack.limits)
    assert "LOOT" not in said(run)
    assert CANARY not in said(run)
    assert run.outcomes["test_doubled"].ended != "returned"


def test_environment_is_empty_of_secrets(place: Place) -> None:
    """Nothing of the grader's own environment is passed on."""
    report = place.grade("import os\ndef double(x): raise RuntimeError(dict(os.environ))")
    assert "HOME" in messages(report)
    assert CANARY not in text(report)


def test_no_open_file_is_inherited(place: Place) -> None:
    """A child holds its channel and /dev/null, and that is all."""
    code = """
import os
def double(x):
    found = []
    for fd in range(1024):
        try: found.append((fd, os.fstat(fd).st_ino))
        except OSError: pass
    raise RuntimeError(f"open: {[fd for fd, _ in found]}, kinds: {len({inode for _, inode in found})}")
"""
    assert "open: [0, 1, 2, 3], kinds: 2" in said(place.run(code))


SEARCH = """
import gc, types
gc.unfreeze()  # or else what was there before this process would not be found
def texts():
    codes = []
    for thing in gc.get_objects():
        if type(thing) is types.FunctionType:
            yield thing.__name__
            codes.append(thing.__code__)
        held = thing.values() if type(thing) is dict else thing if type(thing) in (list, tuple, set) else ()
        yield from (str(value) for value in (*held, *(thing if type(thing) is dict else ())) if type(value) in (str, float))
    while codes:
        code = codes.pop()
        yield " ".join(code.co_names + code.co_varnames)
        codes += [const for const in code.co_consts if type(const) is types.CodeType]
        yield from map(repr, code.co_consts)
def double(x):
    needle = "".join(reversed("NEEDLE"))  # so as not to find this very line
    found = {text[:80] for text in texts() if needle in text}
    raise RuntimeError("found " + repr(sorted(found)))
"""


def test_memory_of_a_naive_grader_holds_the_expected_values(naive_grader: naive.Server) -> None:
    """The search finds what is there to be found."""
    code = SEARCH.replace("NEEDLE", naive.EXPECTED[::-1])
    assert naive.EXPECTED in str(naive_grader.grade(code, "allclose")["said"])


def test_memory_of_a_hidden_run_holds_its_checks(place: Place) -> None:
    """The search finds what was in memory before the process began, too."""
    program = Program(tiny.NAME, "tiny.py", (Cell(SEARCH.replace("NEEDLE", "HIDDEN_OFFSET"[::-1])),))
    run = place.pool.run(Job(program, ("test_doubled_elsewhere",), hidden=True, seed=1), Limits())
    assert "HIDDEN_OFFSET" in said(run)


@pytest.mark.parametrize("needle", ["617.25", "HIDDEN_OFFSET", "twice_by_reference", "inner derivative"])
def test_memory_of_a_visible_run_holds_nothing_hidden(needle: str, place: Place) -> None:
    """Neither hidden checks, nor the reference, nor the words of a misconception are in the process."""
    assert "found []" in said(place.run(SEARCH.replace("NEEDLE", needle[::-1]), Limits()))


LEAKS = {
    "an exception's message": "def double(x): raise ValueError(f'{x}')",
    "printed text": "import sys\ndef double(x):\n print(x)\n print(x, file=sys.stderr)\n return x",
    "a warning": "import warnings\ndef double(x):\n warnings.warn(f'{x}')\n return x",
    "an exception's type": "def double(x): raise type(f'E{float(x.flatten()[0]):.0f}', (Exception,), {})()",
    "a value's type": "def double(x): return type(f'T{float(x.flatten()[0]):.0f}', (), {})()",
    "the numbers themselves": "def double(x): return x + 0.125",
    "a function's name": """
def double(x):
    def inner(): raise ValueError()
    inner.__code__ = inner.__code__.replace(co_name=f"n{float(x.flatten()[0]):.0f}")
    inner()
""",
    "the top level, once it sees a hidden check": """
import gc, types
gc.unfreeze()
functions = [f for f in gc.get_objects() if type(f) is types.FunctionType]
consts = [repr(f.__code__.co_consts) for f in functions if "else" "where" in f.__name__]
if consts:
    raise RuntimeError("hidden: secret_numbers 617 " + consts[0])
""",
    "a stub that is there for visible checks only": """
import gc, types
gc.unfreeze()
if not any("else" "where" in f.__name__ for f in gc.get_objects() if type(f) is types.FunctionType):
    def double(x): return 2 * x
else:
    raise RuntimeError("hidden: secret_numbers 617")
""",
    "a file left behind": """
import gc, os, glob
known = [open(name).read() for name in glob.glob("/tmp/leak*") + glob.glob("../*/leak*") + glob.glob("leak*")]
def double(x):
    for place in ("/tmp", ".", ".."):
        try:
            with open(f"{place}/leak", "w") as file: file.write(str(x))
        except OSError: pass
    raise ValueError(str(known))
""",
}


PRINTED = {"printed text", "a warning"}


@pytest.mark.parametrize("way", sorted(LEAKS.keys() - PRINTED))
def test_what_is_kept_from_words_is_there(way: str, open_place: Place) -> None:
    """The hidden run itself gives its inputs away; what makes a report of it must not pass them on."""
    program = Program(tiny.NAME, "tiny.py", (Cell(LEAKS[way]),))
    job = Job(program, ("test_doubled_elsewhere",), hidden=True, seed=open_place.rubric.recording.seed)
    for _ in range(2):
        run = open_place.pool.run(job, Limits())
    Path("/tmp/leak").unlink(missing_ok=True)  # without confinement it is left there
    told = [repr(run.faults), *(f"{outcome.fault} {outcome.observations}" for outcome in run.outcomes.values())]
    if way == "a stub that is there for visible checks only":  # what it wants is a full message in the visible run
        assert "hidden: secret_numbers" in str(told)
    else:
        assert [number for number in HIDDEN_NUMBERS if number in str(told)], told


@pytest.mark.parametrize("way", sorted(PRINTED))
def test_what_is_printed_reaches_the_reader_of_a_naive_grader(way: str, naive_grader: naive.Server) -> None:
    """Its inputs are 1, -2 and 4."""
    assert "tensor([ 1., -2.,  4.])" in str(naive_grader.grade(LEAKS[way], "allclose")["said"])


@pytest.mark.parametrize(("way", "notebook"), some_twice(4, LEAKS))
def test_nothing_of_a_hidden_run_reaches_words(way: str, notebook: bool, place: Place) -> None:
    """Inputs of hidden checks are in no message, whatever student code does with them."""
    code = LEAKS[way] + "\ndef slope(x): return None"
    for _ in range(2):  # what the first left behind would be found by the second
        report = place.grade(code, notebook=notebook)
        assert not [number for number in HIDDEN_NUMBERS if number in shown(report) + messages(report)]


def test_errors_of_a_hidden_run_explain_no_visible_check(place: Place) -> None:
    """Where a stub is missing, the errors met while loading are shown: those of the visible run only."""
    report = place.grade(LEAKS["the top level, once it sees a hidden check"])
    assert [stub.points for stub in report.stubs] == [0, 0]
    assert not [number for number in HIDDEN_NUMBERS if number in shown(report) + messages(report)]


def test_hidden_checks_are_nowhere_on_the_disk(place: Place) -> None:
    """A hidden run finds no file that holds its checks."""
    code = """
import os, linecache, inspect, gc
def double(x):
    found = []
    for folder, _, files in os.walk("/sandbox", onerror=lambda error: None):
        found += files
    for thing in gc.get_objects():
        if hasattr(thing, "__code__") and thing.__name__.startswith("test_"):
            try: found.append(inspect.getsource(thing))
            except (OSError, TypeError): pass
    if found and any("test_" in text for text in found):
        return 2 * x
    return x
"""
    assert place.grade(code + "\ndef slope(x): return None").points == 0


def test_names_of_own_folders_tell_nothing(place: Place) -> None:
    """What a submission sees of the machine names neither the student nor the course."""
    code = "import os\ndef double(x): raise RuntimeError(os.getcwd() + str(os.environ) + str(os.uname()))"
    said = messages(place.grade(code, student="mallory"))
    assert "mallory" not in said
    assert place.targets["root"] not in said
    assert tiny.NAME not in said.split("\n")[0].split("RuntimeError")[-1]
