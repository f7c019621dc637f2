"""
IPython in a child: run a notebook's cells as a kernel would, and keep what each of them shows.

What is kept are nbformat's output objects as plain data, bounded here and made safe to show by the parent. Nothing
of it counts for the points.
"""

from __future__ import annotations

import ast
import io
import os
import sys
import types
import warnings
from collections.abc import Mapping
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config, MultipleInstanceError

MAX_CELL_TEXT = 50_000
MAX_CELL_IMAGES = 600_000
MAX_CELL_OUTPUTS = 100
MAX_IMAGES = 4_000_000
_IMAGES = ("image/png", "image/jpeg")

Output = dict[str, Any]


class Recorder:
    """What one cell shows, in the order in which it shows it; of what is over the bounds, how much there was."""

    def __init__(self) -> None:
        self._images_left = MAX_IMAGES
        self.begin()

    def begin(self) -> None:
        """Start with the next cell."""
        self._outputs: list[Output] = []
        self._text_left, self._cell_images_left = MAX_CELL_TEXT, min(MAX_CELL_IMAGES, self._images_left)
        self._cut = self._left_out = 0

    def finish(self) -> list[Output]:
        """Return the cell's outputs."""
        cut, left_out = self._cut, self._left_out
        if cut:
            self._print("stdout", f"\n... {cut} characters more were not kept\n")
        if left_out:
            self._outputs = self._outputs[: MAX_CELL_OUTPUTS - 1]
            self._print("stdout", f"\n... {left_out} pictures or outputs more were not kept\n")
        return self._outputs

    def write(self, name: str, text: str) -> None:
        """Take what is printed; `name` is stdout or stderr."""
        self._print(name, self._kept(text))

    def _print(self, name: str, text: str) -> None:
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") == name:
            last["text"] += text
        elif text:
            self._add({"output_type": "stream", "name": name, "text": text})

    def show(self, kind: str, data: Mapping[str, Any], count: int | None = None) -> None:
        """Take what is displayed, as mime type -> data; `kind` is nbformat's."""
        kept = {"text/plain": self._kept(str(data.get("text/plain", "")))}
        for mime in _IMAGES:
            if mime in data:
                image = data[mime]
                size = len(image)
                if not isinstance(image, str) or size > self._cell_images_left:
                    self._left_out += 1
                    continue
                self._cell_images_left -= size
                self._images_left -= size
                kept[mime] = image
        self._add({"output_type": kind, "data": kept, "metadata": {}, "execution_count": count})

    def error(self, name: str, message: str, traceback: list[str]) -> None:
        """Take an error that ended the cell."""
        lines = self._kept("\n".join(traceback)).split("\n")
        self._add({"output_type": "error", "ename": name, "evalue": self._kept(message), "traceback": lines})

    def clear(self) -> None:
        """Forget what the cell has shown so far."""
        self._outputs.clear()

    def _kept(self, text: str) -> str:
        kept = text[: self._text_left]
        self._text_left -= len(kept)
        self._cut += len(text) - len(kept)
        return kept

    def _add(self, output: Output) -> None:
        if len(self._outputs) < MAX_CELL_OUTPUTS:
            self._outputs.append(output)
        else:
            self._left_out += 1


class _Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` while a cell runs."""

    encoding = "utf-8"

    def __init__(self, name: str, recorder: Recorder) -> None:
        self._name, self._recorder = name, recorder

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.write(self._name, text)
        return len(text)


class _Publisher(DisplayPublisher):
    """What `display(...)` ends in."""

    shell: Any

    def publish(self, data: Any, *metadata: Any, **options: Any) -> None:
        if self.shell.recorder is not None:
            self.shell.recorder.show("display_data", data)

    def clear_output(self, wait: bool = False) -> None:
        if self.shell.recorder is not None:
            self.shell.recorder.clear()


class _Hook(DisplayHook):
    """What a cell's last expression ends in."""

    shell: Any

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        if self.shell.recorder is not None:
            self.shell.recorder.show("execute_result", format_dict, self.prompt_count)

    def finish_displayhook(self) -> None:
        self._is_active = False


class _Compiler(CachingCompiler):
    """Compiles a cell under the name that it has in the submission, and keeps what IPython made of its text."""

    label = ""
    transformed = ""

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        self.transformed = transformed_code
        return self.label


class _MainGuard(ast.NodeTransformer):
    """
    Make `__name__ == "__main__"` true, as it is in a kernel. The name itself stays the submission's: under that of
    the real main module, a student's classes would be looked up in pytest's.
    """

    def visit_Compare(self, node: ast.Compare) -> ast.AST:  # noqa: N802  the name that ast looks for
        """Replace the one comparison that asks for it."""
        sides = [node.left, *node.comparators]
        names = [side for side in sides if isinstance(side, ast.Name) and side.id == "__name__"]
        mains = [side for side in sides if isinstance(side, ast.Constant) and side.value == "__main__"]
        if len(sides) != 2 or not names or not mains or not isinstance(node.ops[0], (ast.Eq, ast.NotEq)):
            return self.generic_visit(node)
        return ast.copy_location(ast.Constant(isinstance(node.ops[0], ast.Eq)), node)


class Shell(InteractiveShell):
    """
    IPython's shell for a submission. `!commands` do nothing; with no recorder, nor does what is displayed.
    `unwritten` holds the names of the files that a cell asked to write.
    """

    compile: Any
    display_formatter: Any
    compiler_class = Type(_Compiler)
    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Hook)
    recorder: Recorder | None = None
    unwritten: frozenset[str] = frozenset()

    def _write_nothing(self, line: str, cell: str) -> None:
        """Stand in for `%%writefile`: on a student's own machine it would write over their files."""
        names = {os.path.basename(part) for part in line.split() if not part.startswith("-")}
        self.unwritten |= names

    def enable_gui(self, gui: Any = None) -> None:
        """Do nothing: there is no window to open."""

    def system(self, command: Any) -> None:
        """Do nothing: there is no other program to run."""

    def getoutput(self, *arguments: Any, **options: Any) -> None:
        """Do nothing: there is no other program to run."""

    def showtraceback(self, *arguments: Any, **options: Any) -> None:
        """Show an error, where anybody will see it."""
        if self.recorder is not None:
            super().showtraceback(*arguments, **options)

    def showsyntaxerror(self, *arguments: Any, **options: Any) -> None:
        """Show a syntax error, where anybody will see it."""
        if self.recorder is not None:
            super().showsyntaxerror(*arguments, **options)

    # IPython documents this method as the one to override; it has no public name.
    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        if self.recorder is not None:
            self.recorder.error(etype.__name__, str(evalue), "\n".join(stb).split("\n"))

    def run_as(self, label: str, source: str) -> tuple[BaseException | None, BaseException | None, str]:
        """
        Run one cell, under the name `label`, and return the error that kept it from starting, the error that ended
        it, and the Python that it was turned into.
        """
        self.compile.label, self.compile.transformed = label, source
        streams = sys.stdout, sys.stderr
        if self.recorder is not None:
            sys.stdout, sys.stderr = _Stream("stdout", self.recorder), _Stream("stderr", self.recorder)
        try:
            result = self.run_cell(source, store_history=True)
            return result.error_before_exec, result.error_in_exec, self.compile.transformed
        except BaseException as error:  # a student's own hook, or whatever stands in run_cell's place
            return None, error, self.compile.transformed
        finally:
            sys.stdout, sys.stderr = streams


def shell_for(module: types.ModuleType) -> Shell:
    """Return the shell, bound to the submission's namespace. There is one in a process, made at the first call."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    try:
        shell = Shell.instance(config=config)
    except MultipleInstanceError:  # a student runs pytest from within a notebook
        shell = Shell(config=config)
    shell.display_formatter.active_types = ["text/plain", *_IMAGES]
    warnings.filterwarnings("ignore", "To exit: use", UserWarning)  # IPython's advice after sys.exit, for a prompt
    shell.user_module, shell.user_ns = module, module.__dict__
    shell.init_user_ns()
    shell.execution_count = 1
    shell.unwritten = frozenset()
    shell.ast_transformers = [_MainGuard()]
    for name in ("writefile", "file"):
        shell.register_magic_function(shell._write_nothing, "cell", name)  # type: ignore[arg-type]
    module.__dict__["get_ipython"] = lambda: shell
    return shell


def record(shell: Shell) -> Recorder:
    """Keep from now on what the shell's cells show, plots included."""
    shell.recorder = Recorder()
    if "matplotlib.pyplot" in sys.modules:
        shell.enable_matplotlib("inline")
    return shell.recorder


def warm_up() -> None:
    """Pay, before any fork, for what IPython and matplotlib do at the first error and the first plot."""
    shell = shell_for(types.ModuleType("warm"))
    shell.recorder = Recorder()
    shell.run_as("warm", "1 / 0")
    shell.run_as("warm", "None")
    shell.recorder = None
    if "matplotlib.pyplot" in sys.modules:
        import matplotlib_inline.backend_inline  # noqa: F401
        from matplotlib.figure import Figure

        figure = Figure()
        figure.subplots().plot([0, 1])
        figure.savefig(io.BytesIO(), format="png")
