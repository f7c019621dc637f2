"""Notebooks as students hand them in: the released one with cells filled in, or worse."""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import nbformat

from grader.exercise.exercise import Exercise
from grader.exercise.slices import Answer, definitions, excerpt
from grader.names import kind, owner

Notebook = Any


def released(exercise: Exercise) -> Notebook:
    """Return the notebook that students get."""
    return nbformat.read(exercise.assignment / f"{exercise.name}.ipynb", as_version=4)


def cell(notebook: Notebook, grade_id: str) -> Any:
    """Return the cell that nbgrader knows by this id."""
    (found,) = [each for each in notebook.cells if each.metadata.get("nbgrader", {}).get("grade_id") == grade_id]
    return found


def filled_in(exercise: Exercise, sources: Mapping[str, str]) -> Notebook:
    """Return the released notebook with these stubs' cells replaced by a source each."""
    notebook = released(exercise)
    for stub, source in sources.items():
        cell(notebook, stub).source = source
    return notebook


def answered(exercise: Exercise, answer: Answer) -> Notebook:
    """Return the reference's solution as a notebook, with another answer in the place of its stub."""
    reference, name = exercise.reference, str(exercise.reference_path)
    defined = definitions(reference, name)
    stubs = [each.metadata["nbgrader"]["grade_id"] for each in released(exercise).cells if _is_solution(each)]
    sources = {stub: excerpt(reference, [stub], defined, name) for stub in stubs if stub in defined}
    if kind(answer.stub) == "function":
        return filled_in(exercise, {**sources, answer.stub: answer.source})
    whole = owner(answer.stub)  # the class, then what takes its place, or that of a method of it
    return filled_in(exercise, {**sources, whole: f"{sources[whole]}\n\n{answer.source}"})


def from_script(exercise: Exercise, script: str) -> Notebook:
    """
    Return the released notebook with a script's functions in their stubs' cells; what else the script holds comes
    before the first of them.
    """
    notebook = released(exercise)
    stubs = {each.metadata["nbgrader"]["grade_id"]: each for each in notebook.cells if _is_solution(each)}
    lines, rest = script.split("\n"), []
    for node in ast.parse(script).body:
        marks = getattr(node, "decorator_list", [])
        text = "\n".join(lines[min([node.lineno, *(mark.lineno for mark in marks)]) - 1 : node.end_lineno])
        if getattr(node, "name", "") in stubs:
            stubs.pop(node.name).source = text
        else:
            rest.append(text)
    first = next(place for place, each in enumerate(notebook.cells) if _is_solution(each))
    notebook.cells.insert(first, nbformat.v4.new_code_cell("\n".join(rest)))
    return notebook


def _is_solution(each: Any) -> bool:
    return bool(each.metadata.get("nbgrader", {}).get("solution"))


def hand_in(course: Path, student: str, exercise: str, notebook: Notebook) -> Path:
    """Write a notebook where nbgrader looks for it, and return its path."""
    path = course / "submitted" / student / exercise / f"{exercise}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    # Not by nbformat, which would mend what is to be troublesome.
    text = notebook if isinstance(notebook, str) else json.dumps(notebook)
    path.write_text(text, "utf-8")
    return path


def change(notebook: Notebook, grade_id: str, how: Callable[[Any], None]) -> Notebook:
    """Apply `how` to a cell, and return the notebook."""
    how(cell(notebook, grade_id))
    return notebook
