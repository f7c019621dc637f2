"""
What explanations are made of: that each level is there where the author began with levels, that none gives the
answer away, and how long and how hard to read they are. Nothing is run here.
"""

from __future__ import annotations

import ast
import re
import statistics
from collections.abc import Iterator, Sequence

from grader.exercise.reference import Reference
from grader.exercise.slices import parse, regions
from grader.model import LEVELS, Misconception
from grader.names import module_of
from grader.verify.found import Finding, Reading

LONG_WORD = 6
"""LIX counts words of more letters as long."""


def hints(misconceptions: Sequence[Misconception], reference: Reference) -> Iterator[Finding]:
    """Yield levels that are not there and levels that hold code of the reference."""
    begun = any(len(each.levels) > 1 for each in misconceptions)
    released, answers = "".join(reference.released().values()), _answers(reference)
    for each in misconceptions:
        who = f"misconception {each.id}"
        if begun and len(each.levels) < len(LEVELS):
            missing = ", ".join(LEVELS[len(each.levels) :])
            yield Finding(who, f"its docstring lacks a level that others of the exercise have: {missing}")
        for code in answers.get(module_of(each.stub), ()) if begun else ():
            if _says("\n".join(each.levels), code) and not _says(released, code):
                yield Finding(who, f"its docstring gives away code of the reference: {code}")


def readings(misconceptions: Sequence[Misconception]) -> tuple[Reading, ...]:
    """Return how each level reads; of explanations of one paragraph, how these do."""
    found = []
    for number, name in enumerate(("in one paragraph", *LEVELS)):
        texts = [
            each.levels[max(number - 1, 0)]
            for each in misconceptions
            if (len(each.levels) == 1) == (number == 0) and len(each.levels) >= number
        ]
        if texts:
            words, hard = [len(text.split()) for text in texts], [lix(text) for text in texts]
            found.append(
                Reading(
                    name,
                    len(texts),
                    statistics.median(words),
                    max(words),
                    round(statistics.median(hard), 1),
                    round(max(hard), 1),
                )
            )
    return tuple(found)


def lix(text: str) -> float:
    """
    Return Björnsson's measure of readability, which needs no syllables and so no dictionary: words to a sentence,
    a colon or semicolon ending one, too, and the percentage of words with more than six letters. Code counts as a
    short word.

    >>> lix("It is short. Everybody understands it.")
    36.333333333333336
    """
    words = re.findall(r"[^\W\d_]+", re.sub(r"`[^`]*`", "code", text))
    sentences = max(len(re.findall(r"[.:;?!](?=\W|$)", re.sub(r"`[^`]*`", "code", text))), 1)
    long = sum(len(word) > LONG_WORD for word in words)
    return len(words) / sentences + 100 * long / max(len(words), 1)


def _answers(reference: Reference) -> dict[str, tuple[str, ...]]:
    """Return, by module, the code that solves something: statements and expressions of the solution regions."""
    found: dict[str, tuple[str, ...]] = {}
    for module, text in reference.texts.items():
        inside = regions(text)
        codes = [
            ast.unparse(node)
            for node in ast.walk(parse(text, reference.filename(module)))
            if any(first <= getattr(node, "lineno", 0) <= last for first, last in inside) and _is_telling(node)
        ]
        found[module] = tuple(dict.fromkeys(codes))
    return found


def _is_telling(node: ast.AST) -> bool:
    """Return whether code says how: it computes, compares, or calls with something; a name alone does not."""
    if isinstance(node, ast.BinOp | ast.Compare | ast.AugAssign | ast.Assign):
        return not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Constant | ast.Name)
    if isinstance(node, ast.Expr | ast.Return):
        return isinstance(node.value, ast.Call)
    if not isinstance(node, ast.Call):
        return False
    chained = isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Call)
    return chained or bool(node.args or node.keywords)


def _says(text: str, code: str) -> bool:
    """Return whether a text holds a piece of code, however it is spaced, and not as a part of a longer name."""
    parts = re.findall(r"\w+|[^\w\s]", code.removeprefix("return "))
    wanted = r"\s*".join(map(re.escape, parts))
    return re.search(rf"(?<![\w.]){wanted}(?!\w)", text) is not None
