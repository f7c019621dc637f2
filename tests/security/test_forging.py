"""Forging the verdict: each forgery earns a point from a grader that decides where student code runs, and none here."""

# ruff: noqa: E501  a line of attack code reads best as one

from __future__ import annotations

import naive
import pytest
import tiny
from sample import some_twice
from shooting_range import Place, messages

WRONG = """
def slope(x):
    return None
"""

FORGERIES = {
    "patch torch.allclose": (
        "allclose",
        "import torch\ntorch.allclose = lambda *a, **k: True\ndef double(x): return x",
    ),
    "patch torch.testing": (
        "assert_close",
        "import torch\ntorch.testing.assert_close = lambda *a, **k: None\ndef double(x): return x",
    ),
    "patch the operators of Tensor": (
        "equal",
        "import torch\ntorch.Tensor.__eq__ = lambda a, b: True\ndef double(x): return x",
    ),
    "patch builtins": ("tolerance", "import builtins\nbuiltins.abs = lambda x: x * 0\ndef double(x): return x"),
    "patch bool": ("equal", "import builtins\nbuiltins.bool = lambda x: True\ndef double(x): return x"),
    "object that equals everything": (
        "equal",
        "class Yes:\n    def __eq__(self, other): return True\n    __hash__ = None\ndef double(x): return Yes()",
    ),
    "object whose difference is nothing": (
        "tolerance",
        """
import torch
class Zero:
    def __sub__(self, other): return self
    def __rsub__(self, other): return self
    def __abs__(self): return self
    def __gt__(self, other): return torch.tensor(False)
    def __float__(self): return 0.0
    def __len__(self): return 3
    def double(self): return torch.tensor([2.0, -4.0, 8.0])
def double(x): return Zero()
""",
    ),
    "tensor subclass that lies": (
        "allclose",
        """
import torch
class Liar(torch.Tensor):
    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        if func in (torch.allclose, torch.Tensor.eq, torch.isclose):
            return True
        return super().__torch_function__(func, types, args, kwargs or {})
def double(x): return x.as_subclass(Liar)
""",
    ),
    "not a number as a wildcard": ("tolerance", "def double(x): return x * float('nan')"),
    "leave with exit code 0": ("exit_code", "import sys\nsys.exit(0)\ndef double(x): return x"),
    "leave at once": ("exit_code", "import os\ndef double(x): os._exit(0)"),
    "raise SystemExit": ("exit_code", "def double(x): raise SystemExit(0)"),
    "leave through a BaseException of its own": (
        "exit_code",
        "class Done(SystemExit): pass\ndef double(x): raise Done(0)",
    ),
    "leave from atexit": (
        "exit_code",
        "import atexit, os\natexit.register(lambda: os._exit(0))\ndef double(x): raise KeyboardInterrupt",
    ),
    "write the results file": (
        "results_file",
        """
import json
for name in ("results.json", "results.xml", "report.json", "recorded.json", "expected.json"):
    with open(name, "w") as file:
        json.dump({"points": 1, "tests": 1, "failures": 0}, file)
def double(x): return x
""",
    ),
    "print a result": (
        "printed",
        """
import os
print('{"points": 1}')
for fd in (1, 2):
    os.write(fd, b'{"points": 1}\\n')
def double(x): return x
""",
    ),
    "take the expected value from the caller's frame": (
        "allclose",
        """
import sys
def double(x):
    frame = sys._getframe(1)
    while frame is not None:
        for value in frame.f_locals.values():
            if isinstance(value, dict) and "double" in value and hasattr(value["double"], "shape"):
                return value["double"]
        frame = frame.f_back
    return x
""",
    ),
    "find the expected value among all objects": (
        "allclose",
        """
import gc
def double(x):
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "note" in thing and hasattr(thing.get("double"), "shape"):
            return thing["double"]
    return x
""",
    ),
    "modules beside the submission": (
        "allclose",
        """
import sys, types
for name in ("conftest.py", "sitecustomize.py", "torch.py", "grader.py", "test_tiny.py", "evil.pth"):
    with open(name, "w") as file:
        file.write("def allclose(*a, **k): return True")
fake = types.ModuleType("torch")
exec(open("torch.py").read(), fake.__dict__)
sys.modules["torch"] = fake
def double(x): return x
""",
    ),
}


@pytest.mark.parametrize("name", FORGERIES)
def test_forgery_works_on_a_naive_grader(name: str, naive_grader: naive.Server) -> None:
    """A wrong answer gets the point where the comparison is made beside it."""
    way, source = FORGERIES[name]
    assert naive_grader.grade(source, way)["points"] == 1


@pytest.mark.parametrize("way", naive.WAYS)
def test_naive_grader_is_a_grader(way: str, naive_grader: naive.Server) -> None:
    """Honest work is judged rightly by it, so that what the forgeries show is theirs."""
    assert naive_grader.grade("def double(x): return 2 * x", way)["points"] == 1
    assert naive_grader.grade("def double(x): return 3 * x", way)["points"] == 0


@pytest.mark.parametrize(("name", "notebook"), some_twice(4, FORGERIES))
def test_forgery_earns_nothing(name: str, notebook: bool, place: Place) -> None:
    """The same wrong answer earns nothing from this grader."""
    report = place.grade(FORGERIES[name][1] + WRONG, notebook=notebook)
    assert report.points == 0, messages(report)


# What only this grader has: its fixtures, its frames, its plugin.
OWN = {
    "patch pytest": """
import _pytest.runner, _pytest.python, pytest
for module in (_pytest.runner, _pytest.python, pytest):
    for name in list(vars(module)):
        if callable(getattr(module, name)) and not name.startswith("_"):
            try: setattr(module, name, lambda *a, **k: None)
            except Exception: pass
def double(x): return x
""",
    "patch what observes": """
import gc
from grader.runner import observe
from grader.model import Value
observe.plain = lambda seen: (Value(noun="what was expected"), "f4")
observe._tensor = observe.plain
def double(x): return x
""",
    "answer in place of the check": """
import gc
from grader.runner.observe import Observer
def double(x):
    for thing in gc.get_objects():
        if type(thing) is Observer:
            thing(doubled=x * 3.0)
    return x
""",
    "frames for all checks before the first begins": """
import os
from grader.sandbox import wire
from grader.model import Observation, Value
def frames():
    for check in ("test_doubled", "test_scalar[3.0]", "test_scalar[-0.5]", "test_slope"):
        yield wire.encode("begin", {"check": check})
        yield wire.encode_observation(check, Observation("doubled", Value((3,), (9.0, 9.0, 9.0))), "f4")
        yield wire.encode("ended", {"check": check, "ended": "passed", "points": 100, "verdict": "passed"})
    yield wire.encode("done", {})
for fd in range(64):
    for frame in frames():
        try: os.write(fd, frame)
        except OSError: pass
def double(x): return x
""",
    "a verdict of its own in an answer": """
import os
from grader.sandbox import wire
def double(x):
    os.write(3, wire.encode("ended", {"check": "test_doubled", "ended": "returned", "status": "passed", "points": 9}))
    os._exit(0)
""",
    "garbage on every file": """
import os
for fd in range(64):
    try: os.write(fd, b"\\x00\\xff" * 50)
    except OSError: pass
def double(x): return x
""",
    "stop when the trace goes on": """
import sys
def trace(frame, event, arg):
    if frame.f_code.co_name == "call":
        sys.exit(0)
sys.settrace(trace)
sys.setprofile(trace)
def double(x): return x
""",
}


@pytest.mark.parametrize("name", OWN)
def test_forgery_of_own_parts_takes_effect(name: str, place: Place) -> None:
    """The child does what the attack wants of it: what it gains by that is another matter."""
    assert place.takes_effect(OWN[name])


@pytest.mark.parametrize(("name", "notebook"), some_twice(4, OWN))
def test_this_graders_own_parts_cannot_be_forged(name: str, notebook: bool, place: Place) -> None:
    """Code that knows this grader's inner parts earns no more by it."""
    report = place.grade(OWN[name] + WRONG, notebook=notebook)
    assert report.points == 0, messages(report)


@pytest.mark.parametrize("returned", ["x * float('inf')", "x * float('nan')", "x * 0", "x[:0]", "x.new_empty(0)"])
def test_no_number_stands_for_all(returned: str, place: Place) -> None:
    """Infinity, not-a-number, zeros and nothing at all are wrong answers like others."""
    assert place.grade(f"def double(x): return {returned}" + WRONG).points == 0


HOOKS = """
def double(x): return x
shell = get_ipython()
shell.input_transformers_post.append(lambda lines: ["double = lambda x: 2 * x\\n"])
shell.events.register("pre_run_cell", lambda *a: shell.user_ns.update(slope=lambda x: 8 * x))
"""


def test_hooks_of_ipython_change_cells_and_earn_what_the_changed_code_earns(place: Place) -> None:
    """They are part of the notebook's own code: in a later cell they take effect, and no check is a cell."""
    assert place.grade(HOOKS + WRONG, notebook=True).points == 0
    later = place.grade(HOOKS + WRONG, "pass")
    assert later.points == later.max_points


def test_layers_are_not_a_submissions_word(place: Place) -> None:
    """A second `confined` frame, sent by student code, ends the run rather than change the report."""
    code = """
import os
from grader.sandbox import wire
os.write(3, wire.encode("confined", {"layers": ["trust_me"]}))
"""
    report = place.grade(code + tiny.RIGHT)
    assert "trust_me" not in report.isolation
    assert report.isolation == place.pool.isolation()


def test_numbers_copied_from_what_students_get_earn_less_than_half(place: Place) -> None:
    """`expected.json` holds the visible numbers; hidden checks are what they cannot buy."""
    code = """
import torch
KNOWN = {(1.0, -2.0, 4.0): [2.0, -4.0, 8.0], (3.0,): [6.0], (-0.5,): [-1.0]}
def double(x):
    return torch.tensor(KNOWN.get(tuple(x.reshape(-1).tolist()), [0.0])).reshape(x.shape)
def slope(x):
    return torch.tensor([8.0, -16.0, 32.0])
"""
    report = place.grade(code)
    assert 0 < report.points < report.max_points / 2
