"""
Which layer stops what: the attempts of `attempts.py` against the engine with single layers on, or off.

    python tests/benchmarks/isolation_layers.py [LAYER...]

"alone" counts the attempts that a layer stops with all other layers off; "needed" names those that succeed again
when only this one is off. An attempt that several layers stop needs none of them: that is what layers are for.
"""

# ruff: noqa: E402  run as a script, it has to find its neighbours first

from __future__ import annotations

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / folder) for folder in ("helpers", "security")]

import shooting_range
import tiny
from attempts import EXHAUSTING, NEIGHBOURS, READING
from conftest import _listeners
from shooting_range import UNCONFINED, Attack, Place

from grader.sandbox.confine import LAYERS, PROCESS
from grader.sandbox.outside.pool import Pool

GROUPS = {"reading": READING, "neighbours": NEIGHBOURS, "exhausting": EXHAUSTING}


def survivors(place: Place, attacks: list[Attack]) -> set[str]:
    """Return the names of the attacks that succeed at `place`."""
    found = set()
    for attack in attacks:
        if place.succeeds(attack):
            found.add(attack.name)
        place.restore()
    return found


def measure(off: frozenset[str], world: tuple, attacks: list[Attack]) -> set[str]:
    """Return the names of the attacks that succeed with these layers off."""
    rubric, targets, treasures = world
    with Pool(rubric.visible_tests, rubric.hidden_tests, "tiny", off=off) as pool:
        held = set(pool.isolation())
        if held != set(LAYERS) - off:
            print(f"  wanted {sorted(set(LAYERS) - off)}, got {sorted(held)}", file=sys.stderr, flush=True)
        return survivors(Place(rubric, pool, targets, treasures), attacks)


def main() -> None:
    """Print the table."""
    attacks = [attack for group in GROUPS.values() for attack in group]
    # Without confinement these end the process that would report it; test_neighbours.py tries it.
    attacks = [attack for attack in attacks if attack.name not in ("kill the parent", "become a program")]
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        root.chmod(0o755)
        rubric, targets, treasures = shooting_range.make_course(root, tiny.build(root / "built"))
        patch = __import__("pytest").MonkeyPatch()
        patch.setenv("GRADER_TOKEN", shooting_range.CANARY)
        stack.callback(patch.undo)
        world = rubric, targets | _listeners(stack, root), treasures
        nothing = measure(UNCONFINED, world, attacks)
        everything = measure(frozenset(), world, attacks)
        print(f"{len(attacks)} attempts; {len(nothing)} succeed with no layer, {len(everything)} with all of them")
        print("with all layers:", sorted(everything), "| never:", sorted({a.name for a in attacks} - nothing))
        print("\n| layer | stops alone: " + " | ".join(GROUPS) + " | needed, as no other layer stops it |")
        print("| --- " * (len(GROUPS) + 2) + "|")
        # The process is a boundary, not a switch: without it there is no engine.
        for layer in sys.argv[1:] or [layer for layer in LAYERS if layer != PROCESS]:
            alone = nothing - measure(UNCONFINED - {layer}, world, attacks)
            needed = measure(frozenset({layer}), world, attacks) - everything
            counts = [
                f"{len(alone & {a.name for a in group})} of {len(nothing & {a.name for a in group})}"
                for group in GROUPS.values()
            ]
            print(f"| {layer} | {' | '.join(counts)} | {', '.join(sorted(needed)) or 'none'} |", flush=True)
            print("   alone:", sorted(alone), file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
