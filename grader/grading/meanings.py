"""
What torch's and Python's commonest errors mean, in a sentence for somebody who meets them for the first time.

Matched by a part of their wording that holds across versions, some also by the line they come from; the first row
that fits counts.
"""

from __future__ import annotations

import re

from grader.model import Fault

NO_GRADIENT = (
    "there is no gradient yet, `.grad` is None: no backward() has reached this tensor, or it is not the leaf that "
    "was used but a new tensor under the old name"
)
NO_SUCH_METHOD = "there is no such thing on a tensor; its gradient is `.grad`, a tensor of its own or None"

MEANINGS = (
    (r"missing the required .forward. function",
     "the layer's class has no method `forward` of its own: it may be spelt in another way, or stand outside"),
    (r"must implement .*(forward|backward)",
     "this class has no such method of its own: it may be spelt in another way, or stand outside the class"),
    (r"\w loading state_dict for",
     "the parameters and buffers of the layer have other names or shapes than those loaded into it; what is "
     "a constant of the layer and no state of it can stay out with `register_buffer(..., persistent=False)`"),
    (r"^[\w.]+ is withheld here\n",
     "this check asks for an answer that does without it: what it does is to be written by you"),
    (r"not compiled with CUDA|no NVIDIA driver|No CUDA GPUs|No HIP GPUs",
     "this is graded without a GPU: choose the device by torch.cuda.is_available()"),
    (r"a (view of a )?leaf (Variable|Tensor) that requires grad.* in-place",
     "torch refuses to change a leaf in place while it records: its gradient would be lost"),
    (r"does not require grad and does not have a grad_fn",
     "there is no graph behind this value, so there is nothing to send a gradient back through"),
    (r"backward through the graph a second time",
     "backward() uses the graph up; another backward() needs another forward pass"),
    (r"grad can be (implicitly )?created only for scalar outputs",
     "backward() starts at one number; here it was called on several, so something was not summed or averaged"),
    (r"needed for gradient computation has been modified by an in-?place operation",
     "a value that backward() still needs was overwritten after the forward pass"),
    (r"differentiated Tensors? .*appears? to not have been used in the graph",
     "the value does not depend on this tensor, or depends on a copy of it"),
    (r"can only change requires_grad flags of leaf|can't optimize a non-leaf",
     "this tensor is the result of a computation, and only a leaf, one you made yourself, can be trained"),
    (r"[Cc]an't call numpy\(\) on Tensor that requires grad|can't convert",
     "torch does not turn a tensor that requires grad into plain numbers: they would leave the graph"),
    (r"'NoneType' object has no attribute '(zero_|data|mul|detach_?|add_?|sub_?|clone)'.*\n.*grad", NO_GRADIENT),
    (r"unsupported operand type.*'(float|Tensor|int)' and 'NoneType'.*\n.*grad", NO_GRADIENT),
    (r"'NoneType' object has no attribute 'backward'",
     "the loss is None: does the function that computes it end with a return line?"),
    (r"'NoneType' object has no attribute '(grad|requires_grad\w*|is_leaf)'",
     "a tensor is asked for here and there is None: a function that changes its argument in place returns nothing"),
    (r"NoneType",
     "something is None here: what a function without a return line gives, or a `.grad` before any backward()"),
    (r"'(float|int)' object has no attribute '(backward|grad|grad_fn|requires_grad\w*)'",
     "a plain number has left the graph, and cannot go back"),
    (r"'(list|tuple)' object has no attribute '(backward|grad|grad_fn|zero_)'",
     "this is several values in one; take out the tensor that is meant"),
    (r"'(Tensor|Parameter)' object has no attribute '(zero_grad|grad_zero\w*|zero|step|gradient)'", NO_SUCH_METHOD),
    (r"size of tensor a .* must match the size of tensor b|shapes? .*(cannot be multiplied|not aligned|invalid)",
     "the two sides differ in shape; print both shapes right before this line"),
    (r"0-d(im)?\b.* tensor|0-dimensional|iteration over a 0-d|both arguments to matmul",
     "this tensor is one number, without any dimension, so it has no entries to take out and is no vector"),
    (r"Boolean value of Tensor.*\n.*[A-Z]\w*Loss\((?!\))",
     "a loss such as nn.MSELoss is a class: it is made first, with nothing or settings in its brackets, and what "
     "comes of that is called with the data"),
    (r"Boolean value of Tensor with (more than one value|no values) is ambiguous",
     "one yes or no is asked for here, as `if`, `and` and `not` do and some functions; a tensor of several numbers "
     "has several. To ask whether there is one at all, compare with None"),
    (r"(unexpected keyword argument '(axis|dtype|out)'|invalid combination of arguments).*\n.*\b(np|numpy)\.",
     "a function of NumPy was given a tensor, which does not know the words that NumPy uses; tensors have such "
     "functions of their own"),
    (r"bitwise_xor|unsupported operand type\(s\) for \^",
     "`^` compares the bits of whole numbers; a power is `**`"),
    (r"'int' object is not iterable", "a number cannot be gone through; `range(n)` counts up to it"),
    (r"context manager protocol|__enter__",
     "`with` needs an object; a class such as torch.no_grad makes one when it is called, with its brackets"),
    (r"assigned grad (has|expected)|attempting to assign",
     "a gradient must be a tensor of the shape and kind of its own tensor, or None"),
    (r"Only Tensors of floating point( and complex)? dtype can require gradients",
     "whole numbers have no gradient; write 1.0, not 1"),
    (r"before Module\.__init__\(\) call|has no attribute '(_modules|_parameters|_buffers|param_groups|defaults)'|"
     r"has no attribute '(_(back|for)ward(_pre)?_hooks|_zero_grad_profile_name)'",
     "an `__init__` of your own has to call that of the class it inherits from: `super().__init__(...)`"),
    (r"__init__\(\) takes (1 positional argument|no arguments)|\w\(\) takes no arguments",
     "the class is made with arguments, and has no `__init__` that takes any: is it spelt in another way?"),
    (r"positional arguments? but|missing \d+ required positional|unexpected keyword argument",
     "a function was called with other arguments than it takes; compare the call with its first line"),
    (r"reading from stdin while output is captured|EOF when reading a line|raw_input was called",
     "nobody is there to answer `input()` while this is checked: a function gets what it needs as its arguments"),
    (r"referenced before assignment|not associated with a value",
     "this name gets its value on a way that was not taken, say in a loop that had nothing to do"),
    (r"name '.*' is not defined",
     "no value of this name is known here: a slip of the pen, or a variable of another cell or function"),
)  # fmt: skip


MAX_MESSAGE, MAX_LINE = 500, 200
REFUSED_CALL = re.compile(r"^[\w.]+\(\) (takes|missing|got an unexpected)")
CHANGED = (
    "the check calls it as the assignment has it, and its first line takes other arguments: put back the first "
    "line that you were given"
)
"""What it means where a stub's own first line refuses the call that a check makes."""


PLACEHOLDER = (
    "a method of the class that yours is made from stands here, and all it does is raise: yours is missing, or has "
    "another name (`forward`, `step` and `backward` must be spelt just so)"
)
"""What Python's own error for a missing method means where torch gives it no message."""


def meaning(message: str, line: str = "", type: str = "") -> str:
    """
    Return what an error of this type and message, raised in this line of code, means, or nothing. Without a line it
    was raised where a check calls the code.
    """
    if is_refused_call(Fault(type, message, text=line)):
        return CHANGED
    if type == "NotImplementedError" and not message.strip():
        return PLACEHOLDER
    whole = (
        f"{message[:MAX_MESSAGE]}\n{line[:MAX_LINE]}"  # a stranger's words, and some patterns go over them often
    )
    return next((text for pattern, text in MEANINGS if re.search(pattern, whole, re.DOTALL)), "")


def is_refused_call(fault: Fault) -> bool:
    """Tell whether a function's own first line refused the call that a check made."""
    return not fault.text and fault.type == "TypeError" and REFUSED_CALL.match(fault.message) is not None


MAX_SENTENCE = 1000
MAX_TOLD, MAX_LISTED = 300, 700
"""So much is shown of an error's message, and of one that lists several things."""


def first_sentence(message: str) -> str:
    """
    Return what went wrong without the advice that torch adds after it: it leads astray as often as not. Where the
    first line announces a list, what is in it is told as well: names and sizes.
    """
    lines = [line.strip() for line in message[:MAX_SENTENCE].strip().splitlines() if line.strip()]
    if lines and lines[0].endswith((":", ",")):
        return _cut(" ".join(lines), MAX_LISTED)
    line = (lines or [""])[0]
    sentence = re.split(r"(?<=[.!])\s+(?=[A-Z])", line, maxsplit=1)[0].rstrip()
    return _cut(sentence, MAX_TOLD)


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most].rsplit(' ', 1)[0]} …"
