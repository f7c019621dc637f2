"""Wrong answers for `Adam`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, F841, RET503

import torch
from torch.optim import Optimizer

from grader import misconception

# --- the averages and their correction ----------------------------------------------------------


@misconception(title="There is no bias correction")
class NotCorrectedOfAdam(Uncorrected, RightAdam):
    """
    You use the averages as they are. They start at zero, and in the first steps are far too small: the average of the
    squares far more than that of the gradients, so that your first steps are about three times too long. Divide each by
    the weight that its gradients have so far.
    """


@misconception(
    title="Only one of the two averages is corrected",
    variants={"CORRECTED": ["m / (1 - beta1**t), v", "m, v / (1 - beta2**t)"]},
)
class OneCorrectedOfAdam(RightAdam):
    """
    Both averages start at zero, and both are too small at first, each by its own beta. You correct one of them.
    """

    def corrected(self, m, v, t, beta1, beta2):
        return CORRECTED


@misconception(
    title="The bias correction does not go with the number of steps",
    variants={"CORRECTED": ["m / (1 - beta1), v / (1 - beta2)", "m / (1 - beta1 * t), v / (1 - beta2 * t)"]},
)
class OtherCorrectionOfAdam(RightAdam):
    """
    The first step may be right, but what you divide by later is not the weight that the gradients have so far: 1 minus
    beta to the power of t. Print it for t = 1, 2, 10 and 1,000: it begins at 1 - beta and comes close to 1. Is t counted
    up in each step, and stored?
    """

    def corrected(self, m, v, t, beta1, beta2):
        return CORRECTED


@misconception(
    title="One beta corrects both averages",
    variants={"CORRECTED": ["m / (1 - beta1**t), v / (1 - beta1**t)"]},
)
class CorrectedByOneBetaOfAdam(RightAdam):
    """
    Each average has a beta of its own, and so has its correction. You use the same beta for both corrections, or have
    swapped them.
    """

    def corrected(self, m, v, t, beta1, beta2):
        return CORRECTED


@misconception(title="The steps are counted from 0", match="division by zero")
class CountedFromZeroOfAdam(ClockStartsAtZero, RightAdam):
    """
    In your first step t is 0: beta to the power of 0 is 1, and you divide by 1 - 1. That ends in an error, or in nan
    without one. The first step is number 1: count before you correct.
    """


@misconception(id="CountedFromZeroOfAdam", match="division by zero")
class CountedFromZeroInNumbersOfAdam(ClockStartsAtZero, RightAdam):
    def corrected(self, m, v, t, beta1, beta2):
        return (1 / (1 - beta1**t)) * m, (1 / (1 - beta2**t)) * v


@misconception(title="The steps are counted from 2", variants={"LATER": [1]})
class CountedLateOfAdam(RightAdam):
    """
    In your first step t is more than 1, so that the correction is too weak. It is counted up once, and before it is
    used for the first time.
    """

    def corrected(self, m, v, t, beta1, beta2):
        return m / (1 - beta1 ** (t + LATER)), v / (1 - beta2 ** (t + LATER))


@misconception(title="The steps are counted more than once")
class CountedPerParameterOfAdam(ClockPerParameter, RightAdam):
    """
    You have one counter for all, and it goes on with each parameter, or with each group: the second one is corrected as if
    it were in its second step. Count once in each call of `step()`, or keep a counter for each parameter.
    """


@misconception(title="The corrected averages are stored")
class CorrectedKeptOfAdam(CorrectedAverageKept, RightAdam):
    """
    Your first step is right, and then the averages go wrong: you store what the correction gives, so that the next step
    averages on from it, and corrects it once more. The correction is for this step alone. Mind in-place operations,
    too: they change what is stored.
    """


@misconception(title="The averages are forgotten from step to step")
class ForgottenOfAdam(NothingKept, RightAdam):
    """
    In each step your averages start again from zero. Are they stored where the next call of `step()` finds them, under
    the name that you look for, and set up only when a parameter comes for the first time?
    """


@misconception(id="ForgottenOfAdam")
class AllForgottenOfAdam(RightAdam):
    def adam(self, p, g, state, group):
        super().adam(p, g, {}, group)


@misconception(
    title="Only one of the two averages is kept",
    variants={"FORGOTTEN": ["'v'", "'m'"]},
)
class OneForgottenOfAdam(RightAdam):
    """
    One of the two averages starts again from zero in each step. Both have to be stored, and looked up under the same
    name.
    """

    def averages(self, m, v, g, beta1, beta2):
        if FORGOTTEN == "v":
            return super().averages(m, torch.zeros_like(v), g, beta1, beta2)
        return super().averages(torch.zeros_like(m), v, g, beta1, beta2)


@misconception(title="The averages are mixed up between parameters", match="must match|broadcast|shape")
class OneForAllParametersOfAdam(SharedAverages, RightAdam):
    """
    One pair of averages serves several parameters: what one of them leaves there, the next one finds. Where their shapes
    differ, it breaks; where they don't, it goes wrong without a word. Keep averages for each parameter: a dict per
    parameter is there, `self.state[p]`. A number within its group does not tell it from those of other groups.
    """


@misconception(id="OneForAllParametersOfAdam", match="must match|broadcast|shape")
class CountedWithinTheGroupOfAdam(RightAdam):
    def step(self):
        self.all = getattr(self, "all", {})
        with torch.no_grad():
            for group in self.param_groups:
                for i, p in enumerate(group["params"]):
                    if p.grad is not None:
                        self.move(p, p.grad, self.all.setdefault(i, {}), group)


@misconception(
    title="The betas have changed places",
    variants={"AVERAGES": ["beta2 * m + (1 - beta2) * g, beta1 * v + (1 - beta1) * g * g"]},
)
class BetasSwappedOfAdam(RightAdam):
    """
    The first beta belongs to the average of the gradients, the second to that of their squares. You use them the other
    way round, or the same one twice.
    """

    def averages(self, m, v, g, beta1, beta2):
        return AVERAGES


@misconception(id="BetasSwappedOfAdam")
class BetasSwappedThroughoutOfAdam(RightAdam):
    def options(self, group):
        return {**group, "betas": group["betas"][::-1]}


@misconception(
    title="The new gradient enters with its whole weight",
    variants={"AVERAGES": ["beta1 * m + g, beta2 * v + g * g"]},
)
class NoAverageOfAdam(RightAdam):
    """
    What you keep is a sum, not an average. In an average, what is kept and what is new weigh 1 together: one beta, the
    other the rest.
    """

    def averages(self, m, v, g, beta1, beta2):
        return AVERAGES


@misconception(
    title="The second average is not that of the squares",
    variants={
        "SQUARE": [
            "beta2 * v + (1 - beta2) * g",
            "beta2 * v + (1 - beta2) * g.abs()",
            "beta2 * v + ((1 - beta2) * g) ** 2",
        ]
    },
)
class OtherSquareOfAdam(RightAdam):
    """
    The second average is made of g * g, the square of each entry by itself, before anything is averaged. Yours is made
    of something else: the plain gradient, a single number for the whole tensor, the first average, or it squares its
    factor along.
    """

    def averages(self, m, v, g, beta1, beta2):
        m = beta1 * m + (1 - beta1) * g
        return m, SQUARE


# --- the step -----------------------------------------------------------------------------------


@misconception(title="eps is inside the root")
class EpsInsideOfAdam(RightAdam):
    """
    You add eps before you take the root. The root of 1e-8 is 1e-4, ten thousand times as much, and where gradients are
    small it is most of what you divide by. First the root, then eps.
    """

    def direction(self, mean, square, eps):
        return mean / (square + eps).sqrt()


@misconception(title="eps is added to something else than the corrected root")
class EpsBeforeTheCorrectionOfAdam(RightAdam):
    """
    Your eps is not as large beside the root as it should be: it is added before the correction, so that it is blown up
    with it, or with another factor. With gradients of the usual size nobody notices. First the average of the squares is
    corrected, then comes the root, then eps.
    """

    def adam(self, p, g, state, group):
        super().adam(p, g, state, group)

    def corrected(self, m, v, t, beta1, beta2):
        self.factor = (1 - beta2**t) ** 0.5
        return super().corrected(m, v, t, beta1, beta2)

    def direction(self, mean, square, eps):
        return mean / (square.sqrt() + eps / self.factor)


@misconception(title="eps is left out, or fixed", variants={"EPS": [0, 1e-8]})
class OtherEpsOfAdam(RightAdam):
    """
    Your steps do not depend on the eps that was handed in. Without it, an entry whose gradients were all zero becomes
    0 / 0, which is nan; with a fixed one, nobody can choose it. Each group has its own.
    """

    def direction(self, mean, square, eps):
        return mean / (square.sqrt() + EPS)


@misconception(id="OtherEpsOfAdam")
class EpsOutsideOfAdam(RightAdam):
    def direction(self, mean, square, eps):
        return mean / square.sqrt() + eps


@misconception(title="The root is missing", variants={"DIRECTION": ["mean / (square + eps)"]})
class NoRootOfAdam(RightAdam):
    """
    You divide by the average of the squares itself. Then the steps get *shorter* the larger the gradients are. What
    has the size of a gradient is the root of that average.
    """

    def direction(self, mean, square, eps):
        return DIRECTION


@misconception(title="The gradient in place of its average")
class GradientForMeanOfAdam(RightAdam):
    """
    You divide the gradient of now, where its average belongs: that is RMSprop, corrected. Adam has both, momentum and a
    rate per entry.
    """

    def averages(self, m, v, g, beta1, beta2):
        self.now = g
        return super().averages(m, v, g, beta1, beta2)

    def corrected(self, m, v, t, beta1, beta2):
        return self.now, super().corrected(m, v, t, beta1, beta2)[1]


@misconception(title="Nothing is divided by")
class NothingDividedOfAdam(RightAdam):
    """
    You step along the average gradient and divide by nothing, so that the steps are as long as the gradients are. In
    Adam an entry's step is about `lr`, however steep it is there: divide by the root of the average square.
    """

    def direction(self, mean, square, eps):
        return mean


@misconception(title="The parameters do not move")
class StaysWhereItIsOfAdam(NotMoved, RightAdam):
    """
    After `step()` the parameters hold their old numbers. A line such as `p = p - ...` makes a new tensor and moves the
    name `p` over to it; the tensor in the group, which the model holds, never hears of it. The same happens to a copy,
    to a method without the underscore at its end, and where only `p.grad` is changed. Change the tensor itself.
    """


@misconception(title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad")
class RecordedStepOfAdam(Recorded, RightAdam):
    """
    PyTorch refuses: a leaf that requires grad is changed in place while it is recording. A step is no part of the
    loss, so stop the recording around the lines that make it. A line `torch.no_grad()` by itself stops nothing:
    recording stops inside a `with` block, or in a function that is decorated with it.
    """


@misconception(title="no_grad is not called", match="context manager|__enter__")
class NoGradNotCalledOfAdam(RightAdam):
    """
    `torch.no_grad` is a class. Only calling it, with its brackets, makes the thing that a `with` block can enter. The
    idea is right: add the brackets.
    """

    def step(self):
        with torch.no_grad:
            pass


@misconception(title="The steps go uphill")
class UphillOfAdam(RightAdam):
    """
    Your parameters move along the gradient in place of against it, so that the loss grows with each step. One sign is
    all it takes.
    """

    def put(self, p, direction, group):
        p += group["lr"] * direction


@misconception(
    title="The rate is left out, or enters in another way than as a factor",
    variants={"RATE": [1]},
)
class NoRateOfAdam(RightAdam):
    """
    The direction is right, but the length of your steps does not go with `lr`: it is left out, used twice, or fixed.
    With half the rate, each step is to be half as long.
    """

    def put(self, p, direction, group):
        lr = group["lr"]
        p -= RATE * direction


@misconception(title="Only one parameter moves")
class OnlyFirstOfAdam(FirstOnly, RightAdam):
    """
    Of several parameters one moves, and the others stay. Look at the indentation: what belongs to each parameter has
    to stand inside the inner loop, and no `return` or `break` may end the loop at the first one.
    """


@misconception(title="Only the first group moves")
class OnlyFirstGroupOfAdam(FirstGroupOnly, RightAdam):
    """
    You go through the parameters of the first group alone. There may be several groups: `self.param_groups` is a list,
    and each of its dicts has parameters and options of its own.
    """


@misconception(title="The first step is lost")
class FirstStepLostOfAdam(RightAdam):
    """
    Your first step moves nothing: it only sets up what is kept, and goes on to the next parameter. Setting up and
    stepping are not alternatives.
    """

    def adam(self, p, g, state, group):
        if "t" in state:
            super().adam(p, g, state, group)
        else:
            state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))


# --- options ------------------------------------------------------------------------------------


@misconception(
    title="All groups get the rate of one",
    variants={"FIXED": ["('lr',)", "('lr',)"], "FIRST": [False, True]},
)
class OneForAllOfAdam(OptionsOfOneGroup, RightAdam):
    """
    The rate, the betas or the eps of one group are used for the others, too: you keep what `__init__` was given in
    an attribute, or look it up once, in the defaults or in the first group. Each group has its own value of each
    option. Ask the group that you are at.
    """

    fixed, first = FIXED, FIRST


@misconception(title="The betas are fixed")
class FixedBetasOfAdam(RightAdam):
    """
    Your averages always keep 0.9 and 0.999, whatever betas were handed in. Each group has its own.
    """

    def options(self, group):
        return {**group, "betas": (0.9, 0.999)}


@misconception(
    title="super().__init__() is not called",
    match="has no attribute '(defaults|param_groups|state|params|_zero_grad_profile_name|_optimizer|_profile_hook_step|_hook_for_profile)",
)
class NoSuperOfAdam(RightAdam):
    """
    An attribute is missing that the base class would have made. Your `__init__` is called in place of `Optimizer`'s, so
    that there are no `param_groups`, no `state`, and nothing that `zero_grad` could go through. Hand the parameters and
    the options on to `super().__init__`.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        self.params = list(params)


@misconception(
    title="Optimizer is not given its options as a dict",
    match="__init__\\(\\) (missing|got an unexpected|takes)|not a mapping|not iterable|has no attribute '(items|keys|get|copy|setdefault|values)'|unhashable",
    variants={"CALL": ["Optimizer.__init__(self, params)", "Optimizer.__init__(self, params, lr)"]},
)
class NoDictOfAdam(RightAdam):
    """
    The base class takes two things: the parameters, and **one dict** of all options, from their names to their values.
    That dict is what each group starts from.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        CALL


@misconception(
    title="An option is not in the dict of defaults",
    match="^'?(lr|betas?|beta1|beta2|eps|learning_rate|weight_decay|wd|decay)'?$",
    variants={"DEFAULTS": ["{}"]},
)
class MissingDefaultOfAdam(RightAdam):
    """
    You ask a group for an option that it does not have. A group holds what `__init__` put into the dict of defaults,
    under the very same names: compare the two.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        Optimizer.__init__(self, params, DEFAULTS)


@misconception(
    title="The generator of parameters is used up", match="empty parameter list|has no len|not subscriptable"
)
class UsedUpOfAdam(RightAdam):
    """
    Parameters may come from a generator, as `model.parameters()` does: it can be gone through once and then is empty,
    and it has no length. You look at it before you hand it on, so that nothing is left for the base class. Let
    `super().__init__` have it first, and find the parameters in `self.param_groups`.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__([p for p in params if p is not None] and params, lr, betas, eps)


@misconception(title="step() asks for an argument", match="step\\(\\) missing")
class StepWithArgumentOfAdam(RightAdam):
    """
    Your `step` cannot be called without an argument, and the training loop gives it none. If you mean the closure that
    some of torch's optimizers take: it is optional there.
    """

    def step(self, closure):
        super().step()


@misconception(
    title="An option has another default, or none",
    match="required positional argument",
    variants={"RATE": [1e-2]},
)
class OtherDefaultOfAdam(RightAdam):
    """
    What is not said has a value all the same: `Adam(params)` is to work, with a rate of 1e-3, betas of 0.9 and 0.999 and an
    eps of 1e-8. Compare your defaults with those.
    """

    def __init__(self, params, lr=RATE, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


@misconception(id="OtherDefaultOfAdam", match="required positional argument")
class NoDefaultOfAdam(RightAdam):
    def __init__(self, params, lr, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)


# --- parameters without gradient, and the rest --------------------------------------------------


@misconception(
    title="A gradient that is None is used",
    match="NoneType|must be Tensor|unsupported operand",
    variants={"GRADIENT": ["p.grad", "p.grad.data"]},
)
class NoneUsedOfAdam(WithoutSkipping, RightAdam):
    """
    A parameter that had no part in the loss has no gradient: its `grad` is `None`, with which nothing can be computed.
    Leave such a parameter out of the step, and go on with the next.
    """

    def gradient(self, p):
        return GRADIENT


@misconception(title="A parameter without a gradient is moved all the same")
class NoneIsZeroOfAdam(WithoutSkipping, RightAdam):
    """
    You take a missing gradient for one of zero. The average of the gradients before is still there, so that a parameter
    moves that had no part in the loss. `None` is not zero: leave it out of the step altogether.
    """

    def gradient(self, p):
        return torch.zeros_like(p) if p.grad is None else p.grad


@misconception(title="A parameter without a gradient ends the step")
class NoneEndsTheStepOfAdam(RightAdam):
    """
    At the first parameter without a gradient you leave the loop, and those after it are forgotten. Skip this one, and
    go on.
    """

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        return
                    self.move(p, p.grad, self.state[p], group)


@misconception(id="NoneEndsTheStepOfAdam")
class NoneEndsTheGroupOfAdam(RightAdam):
    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        break
                    self.move(p, p.grad, self.state[p], group)


@misconception(
    title="What is kept is asked for before it is there",
    match="^'?(t|step|steps|m|v|s|r|exp_avg|exp_avg_sq|mean|square|state)'?$|tensor\\(|^\\d+$|Parameter containing",
)
class NotSetUpOfAdam(RightAdam):
    """
    In the first step nothing is kept yet: `self.state[p]` is an empty dict, and so is one of your own. Put in what a
    parameter starts with when it comes for the first time.
    """

    def move(self, p, g, state, group):
        state["t"] += 1


@misconception(title="torch's own optimizer does the work", match="withheld")
class ReadyMadeOfAdam(RightAdam):
    """
    `torch.optim` has this class, and here it is out of reach: the point is to write the step. The base class
    `torch.optim.Optimizer` is all that you need of it.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, lr, betas, eps)
        self.inner = torch.optim.Adam(self.param_groups, lr, betas, eps)

    def step(self):
        self.inner.step()


@misconception(title="What is kept has another shape than its parameter", match="broadcast|shape|must match")
class AverageOfOneEntryOfAdam(RightAdam):
    """
    Your averages start as tensors of one entry, or of another fixed shape, and the gradient does not fit in. Make them
    of the shape of the parameter: `torch.zeros_like`.
    """

    def adam(self, p, g, state, group):
        m = state.setdefault("m", torch.zeros(1))
        m.mul_(group["betas"][0]).add_(g)


@misconception(title="Both averages are one tensor")
class OneTensorOfAdam(RightAdam):
    """
    Your two averages are the same tensor under two names: what is put into one is in the other, too. Make two.
    """

    def adam(self, p, g, state, group):
        if "t" not in state:
            zeros = torch.zeros_like(p)
            state.update(t=0, m=zeros, v=zeros)
        state["t"] += 1
        beta1, beta2 = group["betas"]
        state["m"].mul_(beta1).add_(g, alpha=1 - beta1)
        state["v"].mul_(beta2).addcmul_(g, g, value=1 - beta2)
        mean, square = self.corrected(state["m"], state["v"], state["t"], beta1, beta2)
        self.put(p, self.direction(mean, square, group["eps"]), group)


@misconception(id="CountedPerParameterOfAdam")
class CountedPerGroupOfAdam(RightAdam):
    def step(self):
        self.ticks = getattr(self, "ticks", 0)
        with torch.no_grad():
            for group in self.param_groups:
                self.ticks += 1
                for p in group["params"]:
                    if p.grad is not None:
                        self.move(p, p.grad, self.state[p], group)

    def tick(self, t):
        return self.ticks


@misconception(title="There is no method step()", match=r"^\n(?!\s*raise NotImplementedError)")
class NoStepOfAdam(Optimizer):
    """
    The optimizer is asked to `step()`, and yours has no method of that name, so that the base class's is called, which
    can do nothing. Is the name spelled like that, and does the method stand inside of the class?
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr})

    def update(self):
        pass


@misconception(
    id="OtherDefaultOfAdam",
    match="required positional argument",
    variants={"BETAS": [(0.9, 0.99)]},
)
class OtherDefaultBetasOfAdam(RightAdam):
    def __init__(self, params, lr=1e-3, betas=BETAS, eps=1e-8):
        super().__init__(params, lr, betas, eps)


@misconception(id="OtherEpsOfAdam", variants={"DEFAULT": [1e-6]})
class OtherDefaultEpsOfAdam(RightAdam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=DEFAULT):
        super().__init__(params, lr, betas, eps)
