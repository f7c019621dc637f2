"""Wrong answers for `AdamW`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, F841, RET503

import torch
from torch.optim import Optimizer

from grader import misconception

# --- the decay ----------------------------------------------------------------------------------


@misconception(title="The decay goes through the gradient")
class CoupledOfAdamW(RightAdamW):
    """
    You add the decay to the gradient, as `SGD` does. It then goes into the averages and is divided by their root, so that
    it hardly depends on how large the parameter is, and the less a parameter decays the larger its gradients are. That is
    what AdamW was made to end: the averages see the plain gradient, and the parameter shrinks apart from that.
    """

    def move(self, p, g, state, group):
        self.adam(p, g + group["weight_decay"] * p, state, group)


@misconception(id="CoupledOfAdamW")
class CoupledInTheStepOfAdamW(RightAdamW):
    def move(self, p, g, state, group):
        self.wanted = group["weight_decay"] * p
        self.adam(p, g, state, group)

    def corrected(self, m, v, t, beta1, beta2):
        mean, square = super().corrected(m, v, t, beta1, beta2)
        return mean + self.wanted, square


@misconception(title="Weight decay has no effect")
class NoDecayOfAdamW(RightAdamW):
    """
    Your parameters move as if `weight_decay` were 0: that is Adam. Is the decay read from the group, and is what comes
    out put into the parameter? A line such as `p = p * ...`, or a method without the underscore at its end, makes a new
    tensor and leaves the old one as it is.
    """

    def move(self, p, g, state, group):
        self.adam(p, g, state, group)


@misconception(
    title="The parameter shrinks by another fraction than lr * weight_decay",
    variants={"FACTOR": ["1 - decay", "lr * decay", "1 - decay"], "BEFORE": [True, True, False]},
)
class OtherDecayOfAdamW(RightAdamW):
    """
    A parameter with gradients of zero is to lose the fraction `lr * weight_decay` of itself in each step, and to keep
    the rest: with a rate of 0.1 and a decay of 0.5, 100 becomes 95. Yours becomes something else: the rate is left out
    or used twice, the decay is applied more than once, or what is lost is kept.
    """

    def move(self, p, g, state, group):
        lr, decay = group["lr"], group["weight_decay"]
        if BEFORE:
            p *= FACTOR
        self.adam(p, g, state, group)
        if not BEFORE:
            p *= FACTOR


@misconception(
    title="The decay is scaled along with the gradient's step",
    variants={"SHRINKS": ["decay * (mean / (square.sqrt() + eps))"]},
)
class DecayInTheStepOfAdamW(RightAdamW):
    """
    What you take away for the decay depends on the gradients, or not on the parameter. It is the parameter itself times
    `lr * weight_decay`: not divided by the root, and nothing of the averages.
    """

    def adam(self, p, g, state, group):
        self.at = p
        self.decay = group["weight_decay"]
        super().adam(p, g, state, group)

    def move(self, p, g, state, group):
        self.adam(p, g, state, group)

    def direction(self, mean, square, eps):
        decay, p = self.decay, self.at
        return super().direction(mean, square, eps) + SHRINKS


@misconception(title="The decay pushes away from zero", variants={"BEFORE": [True, False]})
class GrowsOfAdamW(RightAdamW):
    """
    Your weight decay makes the parameters larger. Each is to lose a part of itself.
    """

    def move(self, p, g, state, group):
        if BEFORE:
            p *= 1 + group["lr"] * group["weight_decay"]
        self.adam(p, g, state, group)
        if not BEFORE:
            p *= 1 + group["lr"] * group["weight_decay"]


@misconception(title="A parameter without a gradient decays", variants={"BEFORE": [True, False]})
class AllDecayOfAdamW(RightAdamW):
    """
    A parameter that had no part in the loss is left alone: it neither moves nor decays. You let all parameters decay, and
    skip only the rest. What comes first in your loop?
    """

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                with torch.no_grad():
                    if BEFORE:
                        p *= 1 - group["lr"] * group["weight_decay"]
                    if p.grad is not None:
                        self.adam(p, p.grad, self.state[p], group)
                    if not BEFORE:
                        p *= 1 - group["lr"] * group["weight_decay"]


@misconception(title="The decay is fixed", variants={"DECAY": [0.01]})
class FixedDecayOfAdamW(RightAdamW):
    """
    Your parameters always decay by the same number, whatever `weight_decay` was handed in. Each group has its own.
    """

    def options(self, group):
        return {**group, "weight_decay": DECAY}


@misconception(title="There is no bias correction")
class NotCorrectedOfAdamW(Uncorrected, RightAdamW):
    """
    You use the averages as they are. They start at zero, and in the first steps are far too small: the average of the
    squares far more than that of the gradients, so that your first steps are about three times too long. Divide each by
    the weight that its gradients have so far.
    """


@misconception(id="NotCorrectedOfAdamW")
class NotCorrectedDecaysAfterwardsOfAdamW(DecaysAfterwards, Uncorrected, RightAdamW):
    """
    You use the averages as they are. They start at zero, and in the first steps are far too small: the average of the
    squares far more than that of the gradients, so that your first steps are about three times too long. Divide each by
    the weight that its gradients have so far.
    """


@misconception(
    title="The bias correction does not go with the number of steps",
    variants={"CORRECTED": ["m / (1 - beta1), v / (1 - beta2)"]},
)
class OtherCorrectionOfAdamW(RightAdamW):
    """
    The first step may be right, but what you divide by later is not the weight that the gradients have so far: 1 minus
    beta to the power of t. Print it for t = 1, 2, 10 and 1,000: it begins at 1 - beta and comes close to 1. Is t counted
    up in each step, and stored?
    """

    def corrected(self, m, v, t, beta1, beta2):
        return CORRECTED


@misconception(title="The steps are counted from 0", match="division by zero")
class CountedFromZeroOfAdamW(ClockStartsAtZero, RightAdamW):
    """
    In your first step t is 0: beta to the power of 0 is 1, and you divide by 1 - 1. That ends in an error, or in nan
    without one. The first step is number 1: count before you correct.
    """


@misconception(title="The steps are counted more than once")
class CountedPerParameterOfAdamW(ClockPerParameter, RightAdamW):
    """
    You have one counter for all, and it goes on with each parameter, or with each group: the second one is corrected as if
    it were in its second step. Count once in each call of `step()`, or keep a counter for each parameter.
    """


@misconception(title="The corrected averages are stored")
class CorrectedKeptOfAdamW(CorrectedAverageKept, RightAdamW):
    """
    Your first step is right, and then the averages go wrong: you store what the correction gives, so that the next step
    averages on from it, and corrects it once more. The correction is for this step alone. Mind in-place operations,
    too: they change what is stored.
    """


@misconception(title="The averages are forgotten from step to step")
class ForgottenOfAdamW(NothingKept, RightAdamW):
    """
    In each step your averages start again from zero. Are they stored where the next call of `step()` finds them, under
    the name that you look for, and set up only when a parameter comes for the first time?
    """


@misconception(title="The averages are mixed up between parameters", match="must match|broadcast|shape")
class OneForAllParametersOfAdamW(SharedAverages, RightAdamW):
    """
    One pair of averages serves several parameters: what one of them leaves there, the next one finds. Where their shapes
    differ, it breaks; where they don't, it goes wrong without a word. Keep averages for each parameter: a dict per
    parameter is there, `self.state[p]`. A number within its group does not tell it from those of other groups.
    """


@misconception(
    title="The betas have changed places",
    variants={"AVERAGES": ["beta2 * m + (1 - beta2) * g, beta1 * v + (1 - beta1) * g * g"]},
)
class BetasSwappedOfAdamW(RightAdamW):
    """
    The first beta belongs to the average of the gradients, the second to that of their squares. You use them the other
    way round, or the same one twice.
    """

    def averages(self, m, v, g, beta1, beta2):
        return AVERAGES


# --- the step -----------------------------------------------------------------------------------


@misconception(title="eps is inside the root")
class EpsInsideOfAdamW(RightAdamW):
    """
    You add eps before you take the root. The root of 1e-8 is 1e-4, ten thousand times as much, and where gradients are
    small it is most of what you divide by. First the root, then eps.
    """

    def direction(self, mean, square, eps):
        return mean / (square + eps).sqrt()


@misconception(title="The root is missing", variants={"DIRECTION": ["mean / (square + eps)"]})
class NoRootOfAdamW(RightAdamW):
    """
    You divide by the average of the squares itself. Then the steps get *shorter* the larger the gradients are. What
    has the size of a gradient is the root of that average.
    """

    def direction(self, mean, square, eps):
        return DIRECTION


@misconception(title="The parameters do not move")
class StaysWhereItIsOfAdamW(NotMoved, RightAdamW):
    """
    After `step()` the parameters hold their old numbers. A line such as `p = p - ...` makes a new tensor and moves the
    name `p` over to it; the tensor in the group, which the model holds, never hears of it. The same happens to a copy,
    to a method without the underscore at its end, and where only `p.grad` is changed. Change the tensor itself.
    """


@misconception(title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad")
class RecordedStepOfAdamW(Recorded, RightAdamW):
    """
    PyTorch refuses: a leaf that requires grad is changed in place while it is recording. A step is no part of the
    loss, so stop the recording around the lines that make it. A line `torch.no_grad()` by itself stops nothing:
    recording stops inside a `with` block, or in a function that is decorated with it.
    """


@misconception(title="no_grad is not called", match="context manager|__enter__")
class NoGradNotCalledOfAdamW(RightAdamW):
    """
    `torch.no_grad` is a class. Only calling it, with its brackets, makes the thing that a `with` block can enter. The
    idea is right: add the brackets.
    """

    def step(self):
        with torch.no_grad:
            pass


@misconception(title="The steps go uphill")
class UphillOfAdamW(RightAdamW):
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
class NoRateOfAdamW(RightAdamW):
    """
    The direction is right, but the length of your steps does not go with `lr`: it is left out, used twice, or fixed.
    With half the rate, each step is to be half as long.
    """

    def put(self, p, direction, group):
        lr = group["lr"]
        p -= RATE * direction


@misconception(title="Only one parameter moves")
class OnlyFirstOfAdamW(FirstOnly, RightAdamW):
    """
    Of several parameters one moves, and the others stay. Look at the indentation: what belongs to each parameter has
    to stand inside the inner loop, and no `return` or `break` may end the loop at the first one.
    """


@misconception(title="Only the first group moves")
class OnlyFirstGroupOfAdamW(FirstGroupOnly, RightAdamW):
    """
    You go through the parameters of the first group alone. There may be several groups: `self.param_groups` is a list,
    and each of its dicts has parameters and options of its own.
    """


# --- options ------------------------------------------------------------------------------------


@misconception(
    title="All groups get the rate of one",
    variants={"FIXED": ["('lr',)"], "FIRST": [False]},
)
class OneForAllOfAdamW(OptionsOfOneGroup, RightAdamW):
    """
    The rate, the betas, the eps or the decay of one group are used for the others, too: you keep what `__init__` was given in
    an attribute, or look it up once, in the defaults or in the first group. Each group has its own value of each
    option. Ask the group that you are at.
    """

    fixed, first = FIXED, FIRST


@misconception(
    title="super().__init__() is not called",
    match="has no attribute '(defaults|param_groups|state|params|_zero_grad_profile_name|_optimizer|_profile_hook_step|_hook_for_profile)",
)
class NoSuperOfAdamW(RightAdamW):
    """
    An attribute is missing that the base class would have made. Your `__init__` is called in place of `Optimizer`'s, so
    that there are no `param_groups`, no `state`, and nothing that `zero_grad` could go through. Hand the parameters and
    the options on to `super().__init__`.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        self.params = list(params)


@misconception(
    title="Optimizer is not given its options as a dict",
    match="__init__\\(\\) (missing|got an unexpected|takes)|not a mapping|not iterable|has no attribute '(items|keys|get|copy|setdefault|values)'|unhashable",
    variants={"CALL": ["Optimizer.__init__(self, params)"]},
)
class NoDictOfAdamW(RightAdamW):
    """
    The base class takes two things: the parameters, and **one dict** of all options, from their names to their values.
    That dict is what each group starts from.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        CALL


@misconception(
    title="An option is not in the dict of defaults",
    match="^'?(lr|betas?|beta1|beta2|eps|learning_rate|weight_decay|wd|decay)'?$",
    variants={"DEFAULTS": ["{}"]},
)
class MissingDefaultOfAdamW(RightAdamW):
    """
    You ask a group for an option that it does not have. A group holds what `__init__` put into the dict of defaults,
    under the very same names: compare the two.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        Optimizer.__init__(self, params, DEFAULTS)


@misconception(
    title="The generator of parameters is used up", match="empty parameter list|has no len|not subscriptable"
)
class UsedUpOfAdamW(RightAdamW):
    """
    Parameters may come from a generator, as `model.parameters()` does: it can be gone through once and then is empty,
    and it has no length. You look at it before you hand it on, so that nothing is left for the base class. Let
    `super().__init__` have it first, and find the parameters in `self.param_groups`.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__([p for p in params if p is not None] and params, lr, betas, eps, weight_decay)


@misconception(title="step() asks for an argument", match="step\\(\\) missing")
class StepWithArgumentOfAdamW(RightAdamW):
    """
    Your `step` cannot be called without an argument, and the training loop gives it none. If you mean the closure that
    some of torch's optimizers take: it is optional there.
    """

    def step(self, closure):
        super().step()


# --- parameters without gradient, and the rest --------------------------------------------------


@misconception(
    title="A gradient that is None is used",
    match="NoneType|must be Tensor|unsupported operand",
    variants={"GRADIENT": ["p.grad", "p.grad.data"]},
)
class NoneUsedOfAdamW(WithoutSkipping, RightAdamW):
    """
    A parameter that had no part in the loss has no gradient: its `grad` is `None`, with which nothing can be computed.
    Leave such a parameter out of the step, and go on with the next.
    """

    def gradient(self, p):
        return GRADIENT


@misconception(title="A parameter without a gradient is moved all the same")
class NoneIsZeroOfAdamW(WithoutSkipping, RightAdamW):
    """
    You take a missing gradient for one of zero. The average of the gradients before is still there, so that a parameter
    moves that had no part in the loss. `None` is not zero: leave it out of the step altogether.
    """

    def gradient(self, p):
        return torch.zeros_like(p) if p.grad is None else p.grad


@misconception(title="A parameter without a gradient ends the step")
class NoneEndsTheStepOfAdamW(RightAdamW):
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


@misconception(
    title="What is kept is asked for before it is there",
    match="^'?(t|step|steps|m|v|s|r|exp_avg|exp_avg_sq|mean|square|state)'?$|tensor\\(|^\\d+$|Parameter containing",
)
class NotSetUpOfAdamW(RightAdamW):
    """
    In the first step nothing is kept yet: `self.state[p]` is an empty dict, and so is one of your own. Put in what a
    parameter starts with when it comes for the first time.
    """

    def move(self, p, g, state, group):
        state["t"] += 1


@misconception(title="torch's own optimizer does the work", match="withheld")
class ReadyMadeOfAdamW(RightAdamW):
    """
    `torch.optim` has this class, and here it is out of reach: the point is to write the step. The base class
    `torch.optim.Optimizer` is all that you need of it.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps, weight_decay)
        self.inner = torch.optim.AdamW(self.param_groups, lr, betas, eps, weight_decay)

    def step(self):
        self.inner.step()


@misconception(title="There is no method step()", match=r"^\n(?!\s*raise NotImplementedError)")
class NoStepOfAdamW(Optimizer):
    """
    The optimizer is asked to `step()`, and yours has no method of that name, so that the base class's is called, which
    can do nothing. Is the name spelled like that, and does the method stand inside of the class?
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, {"lr": lr})

    def update(self):
        pass


@misconception(
    title="An option has another default, or none",
    match="required positional argument",
    variants={"RATE": [1e-3, 1e-2], "DECAY": [0.0, 1e-2]},
)
class OtherDefaultOfAdamW(RightAdamW):
    """
    What is not said has a value all the same: `AdamW(params)` is to work with a rate of 1e-3 and a decay of 0.01. Compare
    your defaults with those in the first line of `__init__`.
    """

    def __init__(self, params, lr=RATE, betas=(0.9, 0.999), eps=1e-8, weight_decay=DECAY):
        super().__init__(params, lr, betas, eps, weight_decay)


@misconception(title="The decay acts in the first step only")
class DecaysOnceOfAdamW(RightAdamW):
    """
    Your first step is right, and from the second on nothing decays any more: the line stands among those that set up what
    is kept. It belongs to each step.
    """

    def move(self, p, g, state, group):
        if "t" not in state:
            p *= 1 - group["lr"] * group["weight_decay"]
        self.adam(p, g, state, group)


@misconception(title="The decay goes with the corrected rate", variants={"BEFORE": [True, False]})
class DecayCorrectedOfAdamW(RightAdamW):
    """
    Your decay is multiplied by the rate that has the bias correction in it, so that it is far too strong in the first
    steps. The correction belongs to the averages; the fraction that decays is `lr * weight_decay` in each step.
    """

    def move(self, p, g, state, group):
        t = state.get("t", 0) + 1
        factor = 1 - group["lr"] / (1 - group["betas"][0] ** t) * group["weight_decay"]
        if BEFORE:
            p *= factor
        self.adam(p, g, state, group)
        if not BEFORE:
            p *= factor


@misconception(id="OtherDecayOfAdamW")
class DecaysBeforeAndAfterOfAdamW(RightAdamW):
    def move(self, p, g, state, group):
        p *= 1 - group["lr"] * group["weight_decay"]
        self.adam(p, g, state, group)
        p *= 1 - group["lr"] * group["weight_decay"]
