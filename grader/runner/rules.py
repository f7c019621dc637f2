"""
Rules on how an answer is reached: `counted` counts operations, `withheld` lets calls of what it names raise.

A name stands for one function, class or method, not for others that do the same: whoever withholds `torch.softmax`
and means any softmax names `torch.Tensor.softmax`, `torch.nn.functional.softmax` and `torch.nn.Softmax` as well.
Only calls from outside of torch raise: what torch does by itself goes on, also in what it uses for it.

While a block runs, a withheld function raises under each name that leads to it: in the modules of its package and
in its class; in the student's modules, in what their functions have as defaults and in closures, and in classes,
lists and dicts there. Besides, torch hands each call of a function of its own over before it is done (a
TorchFunctionMode), whatever it is called by then. A withheld class raises when an object of it, or of a class that
comes from it, is made, and when one of its methods is called directly.

What can evade it: numpy and whatever else is not named; C code of one's own; putting back by hand what was
replaced, and code that pretends to be torch's (`exec` with a `__name__` of torch's); torch's private functions, and
`torch._C.DisableTorchFunction`; an object of a withheld class that was made before the block; handing a withheld
function to one of torch's own that calls it, such as `torch.vmap`; and, hidden where it is not looked for (in an
attribute of an object, in a list within a list), a function that torch does not hand over: a class's or a Python
function without tensors among its arguments, or any within another thread or a backward pass. A rule keeps an
honest answer honest. It is no wall.

What `counted` sees is what reaches torch's dispatcher in this thread; numpy and plain Python do not.
"""

from __future__ import annotations

import contextlib
import difflib
import functools
import importlib
import sys
import types
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

# --- counting -----------------------------------------------------------------------------------------------------


class Operations:
    """How often each of torch's operations came: `ops["aten::mm"]`, 0 for what never did; `ops.total`."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    @property
    def total(self) -> int:
        """All operations together."""
        return self._counts.total()

    def __getitem__(self, name: str) -> int:
        return self._counts[name]

    def __iter__(self) -> Iterator[str]:
        """Go through the names of those that came."""
        return iter(self._counts)

    def __repr__(self) -> str:
        return f"Operations({dict(self._counts)})"


class _Counting(TorchDispatchMode):
    def __init__(self, counts: Counter[str]) -> None:
        super().__init__()
        self._counts = counts

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self._counts[func._schema.name] += 1  # `aten::add` of `aten.add.Tensor`, `aten.add.Scalar`, ...
        return func(*args, **(kwargs or {}))


@contextlib.contextmanager
def counted() -> Iterator[Operations]:
    """Count the operations in the block, those of a backward pass included; blocks may be nested."""
    operations = Operations()
    with _Counting(operations._counts):
        yield operations


# --- withholding --------------------------------------------------------------------------------------------------


class Withheld(Exception):
    """Something was called that this check asks to do without."""


FUNCTIONS = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodDescriptorType,
    types.WrapperDescriptorType,
    types.ClassMethodDescriptorType,
)
BASES = (
    "torch.Tensor",
    "torch.autograd.Function",
    "torch.autograd.function.Function",
    "torch.nn.Module",
    "torch.nn.Parameter",
    "torch.nn.Buffer",
    "torch.nn.ModuleList",
    "torch.nn.ModuleDict",
    "torch.nn.ParameterList",
    "torch.nn.ParameterDict",
    "torch.nn.Sequential",
    "torch.nn.Container",
    "torch.nn.UninitializedBuffer",
    "torch.nn.UninitializedParameter",
    "torch.optim.Optimizer",
    "torch.optim.lr_scheduler.LRScheduler",
    "torch.optim.lr_scheduler._LRScheduler",
    "torch.utils.data.Dataset",
    "torch.utils.data.IterableDataset",
    "torch.utils.data.Sampler",
    "torch.distributions.Distribution",
)
"""Classes that answers have to inherit from, or keep things in: `torch.optim.*` leaves them."""
_OURS, _TORCH, _OVERRIDES = "grader", "torch", "torch.overrides"
_get_frame, _Exception = sys._getframe, Exception
_MAX_WRAPPED = 4


@dataclass(frozen=True, slots=True)
class Target:
    """What a name stands for: `value` is the attribute `attribute` of `owner`, a module or a class."""

    name: str
    value: Any
    owner: Any
    attribute: str


def targets(name: str) -> tuple[Target, ...]:
    """Return what a dotted name stands for, several for `torch.optim.*`; raise ValueError if that is nothing."""
    path, _, last = name.rpartition(".")
    if not path:
        raise ValueError(
            f"{name!r} names no function, class or method: it is written with its module, torch.{name}"
        )
    owner = _resolved(path, name)
    if last != "*":
        value = _attribute(owner, last, name)
        if not _is_callable(value):
            raise ValueError(f"{name} is {type(value).__name__}: neither a function nor a class or a method")
        return (Target(name, value, owner, last),)
    if not isinstance(owner, types.ModuleType):
        raise ValueError(f"{path} is no module: name what is meant of it")
    found = tuple(Target(f"{path}.{each}", vars(owner)[each], owner, each) for each in _public(owner))
    if not found:
        raise ValueError(f"there is nothing in {path} that could be withheld")
    return found


def _is_callable(value: Any) -> bool:
    return isinstance(value, (type, *FUNCTIONS)) or (callable(value) and hasattr(value, "__name__"))


def _public(module: types.ModuleType) -> list[str]:
    """Return the names of a module's own functions and classes, without those that answers inherit from."""
    package = module.__name__.partition(".")[0]
    listed = getattr(module, "__all__", None) or [name for name in vars(module) if not name.startswith("_")]
    bases = [_base(name) for name in BASES]

    def is_own(value: Any) -> bool:
        if not _is_callable(value) or any(value is base for base in bases):
            return False
        if isinstance(value, type) and issubclass(value, BaseException):
            return False
        return (getattr(value, "__module__", None) or package).partition(".")[0] == package

    return [name for name in dict.fromkeys(listed) if is_own(vars(module).get(name))]


@functools.cache
def _base(name: str) -> Any:
    path, _, last = name.rpartition(".")
    return getattr(sys.modules.get(path), last, None)


def _resolved(path: str, whole: str) -> Any:
    """Return the module or the class that a dotted path leads to; raise ValueError if there is none."""
    parts = path.split(".")
    for length in range(len(parts), 0, -1):
        module = ".".join(parts[:length])
        try:
            found = sys.modules.get(module) or importlib.import_module(module)
        except (ImportError, ValueError):
            continue
        for part in parts[length:]:
            found = _attribute(found, part, whole)
        return found
    raise ValueError(f"{whole!r} stands for nothing: there is no module {parts[0]!r}")


def _attribute(owner: Any, name: str, whole: str) -> Any:
    try:
        return getattr(owner, name)
    except AttributeError:
        pass
    close = difflib.get_close_matches(name, dir(owner), 1)
    hint = f": did you mean {close[0]!r}?" if close else ""
    raise ValueError(f"{whole!r} stands for nothing: {owner.__name__} has no {name!r}{hint}")


_student: list[dict[str, Any]] = []


def of_student(*namespaces: object) -> None:
    """Take note of the modules of the submission that is being checked; they take the place of those before."""
    _student[:] = [namespace for namespace in namespaces if isinstance(namespace, dict)]


@dataclass(slots=True)
class _Block:
    """One `with` block: what was called in it although withheld, and what has to be put back after it."""

    raised: list[Withheld] = field(default_factory=list)
    put_back: list[Callable[[], None]] = field(default_factory=list)
    names: list[tuple[Any, str, Any]] = field(default_factory=list)
    """A function, what it is called, and its code, if it is Python."""

    def refuse(self, name: str) -> None:
        """Raise Withheld, and remember that."""
        error = Withheld(f"{name} is withheld here")
        self.raised.append(error)
        raise error


@contextlib.contextmanager
def withheld(*names: str) -> Iterator[None]:
    """
    Let calls of what the names stand for raise Withheld while the block runs, and at its end once more if nothing
    came of it. Everything is put back then. Raise ValueError, before anything is changed, for a name that stands
    for nothing.
    """
    found = [target for name in names for target in targets(name)]
    block = _Block()
    try:
        for target in found:
            if isinstance(target.value, type):
                _withhold_class(target, block)
        _withhold_functions([target for target in found if not isinstance(target.value, type)], block)
        with _Mode(block):
            yield
    except Withheld:
        raise
    except _Exception as error:
        if block.raised:  # it was swallowed, and something else came of that
            raise block.raised[0] from error
        raise
    else:
        if block.raised:
            raise block.raised[0]
    finally:
        for undo in reversed(block.put_back):
            undo()


class _Mode(TorchFunctionMode):
    """What torch hands every call of one of its functions to."""

    def __init__(self, block: _Block) -> None:
        super().__init__()
        self._block = block

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        for function, name, code in self._block.names:
            if (function is func or function == func) and not _is_internal(code):
                self._block.refuse(name)
        return func(*args, **(kwargs or {}))


def _is_internal(code: Any = None, made: Any = None) -> bool:
    """
    Tell whether torch's or our own code makes this call. Not counted are we, who were called by it, and torch where
    it hands a call over, or where it runs `code`, that of the function itself; of an object that is being `made`,
    what calls its class counts.
    """
    frame: types.FrameType | None = _get_frame(2)
    while frame is not None:
        module = frame.f_globals.get("__name__")
        is_ours = frame.f_code.co_filename == __file__
        if not (is_ours or module == _OVERRIDES or frame.f_code is code or _is_making(frame, made)):
            return isinstance(module, str) and module.partition(".")[0] in (_TORCH, _OURS)
        frame = frame.f_back
    return False


def _is_making(frame: types.FrameType, made: Any) -> bool:
    code = frame.f_code
    if made is None or code.co_name != "__init__" or not code.co_argcount:
        return False
    return frame.f_locals.get(code.co_varnames[0]) is made


def _guard(function: Any, name: str, block: _Block, *, lenient: bool) -> Any:
    """Return what takes a function's place; a `lenient` one lets torch's own code through."""
    code = getattr(function, "__code__", None)

    @functools.wraps(function, assigned=("__module__", "__name__", "__qualname__", "__doc__"), updated=())
    def guard(*args: Any, **kwargs: Any) -> Any:
        if lenient and _is_internal(code):
            return function(*args, **kwargs)
        return block.refuse(name)

    del guard.__wrapped__
    return guard


def _making_guard(kind: type, name: str, block: _Block) -> Any:
    init = kind.__init__  # type: ignore[misc]

    @functools.wraps(init, assigned=("__module__", "__name__", "__qualname__", "__doc__"), updated=())
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if not _is_internal(None, self):
            block.refuse(name)
        init(self, *args, **kwargs)

    del __init__.__wrapped__
    return __init__


def _withhold_class(target: Target, block: _Block) -> None:
    """Let nobody make an object of a class, or call a method of it by its name; raise ValueError if it is C's."""
    kind, name = target.value, target.name
    own = [
        (each, value)
        for each, value in vars(kind).items()
        if isinstance(value, types.FunctionType) and not each.startswith("_")
    ]
    try:
        _set(kind, "__init__", _making_guard(kind, name, block), block)
    except TypeError as error:
        raise ValueError(f"{name} cannot be withheld: it is a class of C") from error
    for each, value in own:
        guard = _guard(value, f"{name}.{each}", block, lenient=True)
        guard.__dict__.update(value.__dict__)  # an optimizer's `step` notes there what was done to it
        _set(kind, each, guard, block)


def _withhold_functions(found: Sequence[Target], block: _Block) -> None:
    strict: list[tuple[Any, Any]] = []
    owners: dict[str, list[Any]] = {}
    for target in found:
        value, name = target.value, target.name
        guard = _guard(value, name, block, lenient=True)
        code = getattr(value, "__code__", None)
        block.names += [(value, name, code), (guard, name, code)]
        strict.append((value, _guard(value, name, block, lenient=False)))
        package = target.owner.__name__.partition(".")[0]
        if isinstance(target.owner, type):
            _set(target.owner, target.attribute, guard, block)
        elif package == _TORCH:
            for module, attribute in _places(value, target, owners):
                _set(module, attribute, guard, block)
        else:
            _set(target.owner, target.attribute, guard, block)
    for namespace in _student:
        _replace(namespace, strict, block)


def _places(value: Any, target: Target, packages: dict[str, list[Any]]) -> Iterator[tuple[Any, str]]:
    """Yield where in torch a function is to be found: in modules whose names are public, under its own name."""
    if not packages:
        known = [(name, module) for name, module in sys.modules.items() if name.partition(".")[0] == _TORCH]
        packages[""] = [
            module for name, module in known if isinstance(module, types.ModuleType) and "._" not in name
        ]
    for module in packages[""]:
        for attribute in {target.attribute, getattr(value, "__name__", target.attribute)}:
            if vars(module).get(attribute) is value:
                yield module, attribute


_ABSENT = object()


def _set(owner: Any, name: str, value: Any, block: _Block) -> None:
    """Set an attribute of a module or a class until the block ends, whoever changes it in between."""
    before = vars(owner).get(name, _ABSENT)
    if isinstance(before, staticmethod):
        value = staticmethod(value)
    setattr(owner, name, value)

    def undo() -> None:
        if before is not _ABSENT:
            setattr(owner, name, before)
        elif name in vars(owner):
            delattr(owner, name)

    block.put_back.append(undo)


def _replace(namespace: dict[str, Any], pairs: Sequence[tuple[Any, Any]], block: _Block) -> None:
    """Put guards where a student's module holds withheld functions, until the block ends."""
    _replace_in(namespace, pairs, block)
    for value in list(namespace.values()):
        if isinstance(value, types.FunctionType) and value.__module__ == namespace.get("__name__"):
            _replace_in_function(value, pairs, block)
        elif isinstance(value, type) and vars(value).get("__module__") == namespace.get("__name__"):
            _replace_in_class(value, pairs, block)
        elif type(value) in (dict, list):
            _replace_in(value, pairs, block)


def _replace_in(held: Any, pairs: Sequence[tuple[Any, Any]], block: _Block) -> None:
    entries = list(held.items()) if isinstance(held, dict) else list(enumerate(held))
    for key, value in entries:
        guard = _guard_of(value, pairs)
        if guard is not None:
            held[key] = guard
            block.put_back.append(functools.partial(_put_in, held, key, guard, value))


def _put_in(held: Any, key: Any, guard: Any, value: Any) -> None:
    """Put an entry back, unless the student has given its place to something else."""
    with contextlib.suppress(LookupError):
        if held[key] is guard:
            held[key] = value


def _guard_of(value: Any, pairs: Sequence[tuple[Any, Any]]) -> Any:
    same = isinstance(value, FUNCTIONS)  # no others are compared: who knows what a student's say
    return next((guard for function, guard in pairs if function is value or (same and function == value)), None)


def _replace_in_function(
    function: types.FunctionType, pairs: Sequence[tuple[Any, Any]], block: _Block, depth: int = 0
) -> None:
    """Put guards into a function's defaults and closure, and into those of functions that it wraps."""
    defaults = function.__defaults__
    if defaults and any(_guard_of(value, pairs) for value in defaults):
        function.__defaults__ = tuple(_guard_of(value, pairs) or value for value in defaults)
        block.put_back.append(functools.partial(setattr, function, "__defaults__", defaults))
    if function.__kwdefaults__:
        _replace_in(function.__kwdefaults__, pairs, block)
    for cell in function.__closure__ or ():
        with contextlib.suppress(ValueError):  # it is empty
            value = cell.cell_contents
            if guard := _guard_of(value, pairs):
                cell.cell_contents = guard
                block.put_back.append(functools.partial(setattr, cell, "cell_contents", value))
            elif isinstance(value, types.FunctionType) and depth < _MAX_WRAPPED:
                _replace_in_function(value, pairs, block, depth + 1)


def _replace_in_class(kind: type, pairs: Sequence[tuple[Any, Any]], block: _Block) -> None:
    for name, value in list(vars(kind).items()):
        inner = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
        guard = _guard_of(inner, pairs)
        if guard is not None:
            _set(kind, name, guard, block)
        elif isinstance(inner, types.FunctionType):
            _replace_in_function(inner, pairs, block)
