"""Wrong answers for `SGD`, with a name: who gets the same numbers or error reads the docstring."""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D101, D102, D103, D107, F841, RET503

import torch
from torch.optim import Optimizer

from grader import misconception

# --- what moves -------------------------------------------------------------------------------


@misconception(title="The parameters do not move")
class StaysWhereItIs(NotMoved, RightSGD):
    """
    After `step()` the parameters hold their old numbers. A line such as `p = p - ...` makes a new tensor and moves the
    name `p` over to it; the tensor in the group, which the model holds, never hears of it. The same happens to a copy,
    to a method without the underscore at its end, and where only `p.grad` is changed. Change the tensor itself.
    """


@misconception(title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad")
class RecordedStep(Recorded, RightSGD):
    """
    PyTorch refuses: a leaf that requires grad is changed in place while it is recording. A step is no part of the
    loss, so stop the recording around the lines that make it. A line `torch.no_grad()` by itself stops nothing:
    recording stops inside a `with` block, or in a function that is decorated with it.
    """


@misconception(title="no_grad is not called", match="context manager|__enter__")
class NoGradNotCalled(RightSGD):
    """
    `torch.no_grad` is a class. Only calling it, with its brackets, makes the thing that a `with` block can enter. The
    idea is right: add the brackets.
    """

    def step(self):
        with torch.no_grad:
            pass


@misconception(title="The steps go uphill")
class Uphill(RightSGD):
    """
    Your parameters move along the gradient in place of against it, so that the loss grows with each step. Follow the
    signs from the gradient through the velocity to the parameter: on the whole there has to be one minus.
    """

    def put(self, p, velocity, slope, group):
        p += group["lr"] * velocity


@misconception(
    title="The rate is left out, or enters in another way than as a factor",
    variants={"RATE": [1, "lr**2"]},
)
class NoRate(RightSGD):
    """
    The direction is right, but the length of your steps does not go with `lr`: it is left out, used twice, or divided
    by. With half the rate, each step is to be half as long. If your velocity holds the rate already, the update must
    not bring it in again.
    """

    def put(self, p, velocity, slope, group):
        lr = group["lr"]
        p -= RATE * velocity


@misconception(title="The values are replaced, not moved", variants={"SIGN": [1]})
class Replaced(RightSGD):
    """
    After your step nothing is left of where the parameter was: it holds just the step. A step starts at the present
    position and goes on from there.
    """

    def put(self, p, velocity, slope, group):
        p.copy_(SIGN * group["lr"] * velocity)


@misconception(title="Only one parameter moves")
class OnlyFirst(FirstOnly, RightSGD):
    """
    Of several parameters one moves, and the others stay. Look at the indentation: what belongs to each parameter has
    to stand inside the inner loop, and no `return` or `break` may end the loop at the first one.
    """


@misconception(id="OnlyFirst")
class OnlyLast(LastOfEachGroup, RightSGD):
    pass


@misconception(title="Only the first group moves")
class OnlyFirstGroup(FirstGroupOnly, RightSGD):
    """
    You go through the parameters of the first group alone. There may be several groups: `self.param_groups` is a list,
    and each of its dicts has parameters and options of its own.
    """


@misconception(title="The first step is lost")
class FirstStepLost(RightSGD):
    """
    Your first step moves nothing: it only sets up what is kept, and goes on to the next parameter. Setting up and
    stepping are not alternatives. In the first step the velocity starts at zero, gets the gradient, and is used.
    """

    def move(self, p, g, state, group):
        if "velocity" in state:
            super().move(p, g, state, group)
        else:
            state["velocity"] = torch.zeros_like(p)


# --- options ----------------------------------------------------------------------------------


@misconception(
    title="All groups get the rate of one",
    variants={"FIXED": ["('lr',)", "('lr',)"], "FIRST": [False, True]},
)
class OneForAll(OptionsOfOneGroup, RightSGD):
    """
    The rate of one group is used for the others, too: you keep what `__init__` was given in an attribute, or look it up
    once, in the defaults or in the first group. Each group has its own. Ask the group that you are at.
    """

    fixed, first = FIXED, FIRST


@misconception(
    title="super().__init__() is not called",
    match="has no attribute '(defaults|param_groups|state|params|_zero_grad_profile_name|_optimizer|_profile_hook_step|_hook_for_profile)",
)
class NoSuper(RightSGD):
    """
    An attribute is missing that the base class would have made. Your `__init__` is called in place of `Optimizer`'s, so
    that there are no `param_groups`, no `state`, and nothing that `zero_grad` could go through. Hand the parameters and
    the options on to `super().__init__`.
    """

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.params = list(params)


@misconception(
    title="Optimizer is not given its options as a dict",
    match="__init__\\(\\) (missing|got an unexpected|takes)|not a mapping|not iterable|has no attribute '(items|keys|get|copy|setdefault|values)'|unhashable",
    variants={"CALL": ["Optimizer.__init__(self, params)", "Optimizer.__init__(self, params, lr)"]},
)
class NoDict(RightSGD):
    """
    The base class takes two things: the parameters, and **one dict** of all options, from their names to their values.
    That dict is what each group starts from.
    """

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        CALL


@misconception(
    title="An option is not in the dict of defaults",
    match="^'?(lr|momentum|weight_decay|learning_rate|wd|decay|weight decay)'?$",
    variants={"DEFAULTS": ["{}"]},
)
class MissingDefault(RightSGD):
    """
    You ask a group for an option that it does not have. A group holds what `__init__` put into the dict of defaults,
    under the very same names: compare the two.
    """

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        Optimizer.__init__(self, params, DEFAULTS)


@misconception(
    title="The generator of parameters is used up", match="empty parameter list|has no len|not subscriptable"
)
class UsedUp(RightSGD):
    """
    Parameters may come from a generator, as `model.parameters()` does: it can be gone through once and then is empty,
    and it has no length. You look at it before you hand it on, so that nothing is left for the base class. Let
    `super().__init__` have it first, and find the parameters in `self.param_groups`.
    """

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__([p for p in params if p is not None] and params, lr, momentum, weight_decay)


@misconception(id="UsedUp", match="empty parameter list|has no len|not subscriptable")
class AskedForItsLength(RightSGD):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        self.velocities = [0.0] * len(params)
        super().__init__(params, lr, momentum, weight_decay)


@misconception(title="step() asks for an argument", match="step\\(\\) missing")
class StepWithArgument(RightSGD):
    """
    Your `step` cannot be called without an argument, and the training loop gives it none. If you mean the closure that
    some of torch's optimizers take: it is optional there.
    """

    def step(self, closure):
        super().step()


# --- parameters without gradient --------------------------------------------------------------


@misconception(
    title="A gradient that is None is used",
    match="NoneType|must be Tensor|unsupported operand",
    variants={"GRADIENT": ["p.grad", "p.grad.data"]},
)
class NoneUsed(WithoutSkipping, RightSGD):
    """
    A parameter that had no part in the loss has no gradient: its `grad` is `None`, with which nothing can be computed.
    Leave such a parameter out of the step, and go on with the next.
    """

    def gradient(self, p):
        return GRADIENT


@misconception(title="A parameter without a gradient is moved all the same")
class NoneIsZero(WithoutSkipping, RightSGD):
    """
    You take a missing gradient for one of zero. Then the velocity goes on and decays, and the weight decay acts, so
    that a parameter moves that had no part in the loss. `None` is not zero: leave it out of the step altogether.
    """

    def gradient(self, p):
        return torch.zeros_like(p) if p.grad is None else p.grad


@misconception(title="A parameter without a gradient ends the step")
class NoneEndsTheStep(RightSGD):
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


@misconception(id="NoneEndsTheStep")
class NoneEndsTheGroup(RightSGD):
    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is None:
                        break
                    self.move(p, p.grad, self.state[p], group)


# --- momentum ---------------------------------------------------------------------------------


@misconception(title="Momentum has no effect")
class NoMomentum(RightSGD):
    """
    Your steps are the same with and without momentum: the velocity of the last step is not there in the next. Is it
    stored where the next call of `step()` finds it, in `self.state[p]`, or only under a local name? Is it set to zero
    in each step, or overwritten with the plain gradient?
    """

    def velocity(self, old, slope, momentum):
        return slope


@misconception(
    title="Only the gradient of the step before is remembered",
    variants={"KEPT": ["slope"]},
)
class LastGradientKept(RightSGD):
    """
    What you keep is the gradient, not the velocity. Your step is then made of two gradients, this one and the last,
    and all before are forgotten. The velocity holds a part of each: it is the velocity that was used for the step
    that has to be kept.
    """

    def move(self, p, g, state, group):
        slope = self.slope(p, g, group["weight_decay"])
        velocity = self.velocity(state.get("last", 0.0), slope, group["momentum"])
        state["last"] = KEPT
        self.put(p, velocity, slope, group)


@misconception(title="The velocity never changes after the first step")
class VelocityStandsStill(RightSGD):
    """
    The velocity is stored in the first step, and from then on used but never updated: the first gradient acts for
    ever. Store the new velocity in each step.
    """

    def move(self, p, g, state, group):
        slope = self.slope(p, g, group["weight_decay"])
        if "velocity" not in state:
            state["velocity"] = velocity = slope
        else:
            velocity = self.velocity(state["velocity"], slope, group["momentum"])
        self.put(p, velocity, slope, group)


@misconception(title="The gradient counts by one minus the momentum")
class Dampened(RightSGD):
    """
    You average: the old velocity times the momentum, and the gradient times the rest. Such an average is what Adam
    keeps. Here the gradient enters whole, so that the steps get longer on a steady slope.
    """

    def velocity(self, old, slope, momentum):
        return momentum * old + (1 - momentum) * slope


@misconception(id="Dampened")
class DampenedFromTheSecondStep(RightSGD):
    def move(self, p, g, state, group):
        slope, momentum = self.slope(p, g, group["weight_decay"]), group["momentum"]
        old = state.get("velocity")
        state["velocity"] = slope if old is None else momentum * old + (1 - momentum) * slope
        self.put(p, state["velocity"], slope, group)


@misconception(title="A step is taken along more than the velocity")
class Nesterov(RightSGD):
    """
    You step along the gradient plus momentum times the *new* velocity: that is Nesterov's momentum, or the momentum is
    brought in a second time in the update. The velocity has it already. Step along the velocity itself.
    """

    def put(self, p, velocity, slope, group):
        p -= group["lr"] * (slope + group["momentum"] * velocity)


@misconception(title="Momentum multiplies the gradient, too")
class MomentumOfBoth(RightSGD):
    """
    You multiply the new velocity as a whole by the momentum, the gradient in it included. Without momentum nothing
    moves at all then. Only what is left of the *old* velocity is multiplied.
    """

    def velocity(self, old, slope, momentum):
        return momentum * (old + slope)


@misconception(title="The old velocity brakes")
class Brakes(RightSGD):
    """
    Old velocity and gradient enter with opposite signs: in your velocity the slopes before count against the one of
    now. A ball that rolls on in its direction has both of the same sign.
    """

    def velocity(self, old, slope, momentum):
        return slope - momentum * old


@misconception(title="The velocity is not slowed down")
class NoFriction(RightSGD):
    """
    The old velocity is kept whole, however large the momentum: the gradients pile up without end. Only a part of it is
    kept, that which `momentum` says.
    """

    def velocity(self, old, slope, momentum):
        return old + slope


@misconception(title="The velocity is mixed up between parameters", match="must match|broadcast|shape")
class OneVelocity(RightSGD):
    """
    One velocity serves several parameters: what one of them leaves there, the next one finds. Where their shapes differ,
    it breaks; where they don't, it goes wrong without a word. Keep a velocity for each parameter: a dict per parameter
    is there, `self.state[p]`. A number within its group does not tell it from those of other groups.
    """

    def step(self):
        self.all = getattr(self, "all", {})
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.move(p, p.grad, self.all, group)


@misconception(id="OneVelocity", match="must match|broadcast|shape")
class CountedWithinTheGroup(RightSGD):
    def step(self):
        self.all = getattr(self, "all", {})
        with torch.no_grad():
            for group in self.param_groups:
                for i, p in enumerate(group["params"]):
                    if p.grad is not None:
                        self.move(p, p.grad, self.all.setdefault(i, {}), group)


@misconception(title="The velocity is the gradient's own tensor")
class Alias(RightSGD):
    """
    You keep `p.grad` itself as the first velocity. It is no copy: when the gradient is cleared to zeros and filled
    again, your velocity is, too. Where clearing throws the tensor away, it goes well, and nobody notices. Keep a
    tensor of your own.
    """

    def move(self, p, g, state, group):
        slope = g if group["weight_decay"] == 0 else self.slope(p, g, group["weight_decay"])
        if "velocity" not in state:
            state["velocity"] = slope
        else:
            state["velocity"].mul_(group["momentum"]).add_(slope)
        self.put(p, state["velocity"], slope, group)


@misconception(
    title="What is kept is asked for before it is there",
    match="^'?(v|vel|velocity|velocities|buf|buffer|b|m|momentum_buffer|prev|state|step)'?$|tensor\\(|^\\d+$|Parameter containing",
)
class NotSetUp(RightSGD):
    """
    In the first step nothing is kept yet: `self.state[p]` is an empty dict, and so is one of your own. Put in what a
    parameter starts with when it comes for the first time.
    """

    def move(self, p, g, state, group):
        state["velocity"] = group["momentum"] * state["velocity"] + g


# --- weight decay -----------------------------------------------------------------------------


@misconception(title="Weight decay has no effect")
class NoDecay(RightSGD):
    """
    Your parameters move as if `weight_decay` were 0. Is it read from the group, and is what comes out used? A line such
    as `grad.add(...)` makes a new tensor, and without a name for it nothing has changed.
    """

    def slope(self, p, g, decay):
        return g


@misconception(title="The decay goes past the momentum", variants={"BEFORE": [True, False]})
class Decoupled(RightSGD):
    """
    You shrink the parameter directly, apart from the gradient: the way of AdamW. Here the decay is a part of the slope,
    so that it goes into the velocity as well. Without momentum there is no difference, or hardly one.
    """

    def move(self, p, g, state, group):
        if BEFORE:
            p *= 1 - group["lr"] * group["weight_decay"]
        super().move(p, g, state, group)
        if not BEFORE:
            p *= 1 - group["lr"] * group["weight_decay"]

    def slope(self, p, g, decay):
        return g


@misconception(title="The decay pushes away from zero")
class Grows(RightSGD):
    """
    Your weight decay makes the parameters larger. In the slope it is to have the sign of the parameter itself, since
    the step goes against the slope.
    """

    def slope(self, p, g, decay):
        return g - decay * p


@misconception(title="The decay comes without the rate")
class DecayWithoutRate(RightSGD):
    """
    The parameter loses a fraction `weight_decay` of itself in each step, whatever the rate. As a part of the slope the
    decay is multiplied by the rate, as the gradient is.
    """

    def move(self, p, g, state, group):
        p *= 1 - group["weight_decay"]
        super().move(p, g, state, group)

    def slope(self, p, g, decay):
        return g


@misconception(
    title="What is added to the gradient is not the decay times the parameter",
    variants={"ADDED": ["2 * decay * p", "decay * g", "decay", "lr * decay * p"]},
)
class AnotherDecay(RightSGD):
    """
    With a decay your gradient gets something else than `weight_decay` times the parameter. It is the derivative of half
    the squares' sum times the decay: no factor of 2, no rate (that comes with the step), no norm, entry by entry in
    proportion to the parameter. Print what you add for a parameter [2, -3].
    """

    def slope(self, p, g, decay):
        lr = next(group["lr"] for group in self.param_groups if any(q is p for q in group["params"]))
        return g + ADDED


# --- what is left behind, and ready-made ones ---------------------------------------------------


@misconception(title="What is kept remembers how it was computed")
class GraphGrows(RightSGD):
    """
    Your numbers are right, but the velocity is computed while PyTorch records. The decay brings the parameter in, which
    requires grad, so each velocity hangs on to the one before it, and memory fills up with a graph that nobody goes
    back through. Stop the recording around the whole step; `.data` on the last line comes too late.
    """

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    slope = p.grad + group["weight_decay"] * p
                    velocity = group["momentum"] * self.state[p].get("velocity", 0.0) + slope
                    self.state[p]["velocity"] = velocity
                    p.data -= group["lr"] * velocity.data


@misconception(title="torch's own optimizer does the work", match="withheld")
class ReadyMade(RightSGD):
    """
    `torch.optim` has this class, and here it is out of reach: the point is to write the step. The base class
    `torch.optim.Optimizer` is all that you need of it.
    """

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, lr, momentum, weight_decay)
        self.inner = torch.optim.SGD(self.param_groups, lr, momentum, weight_decay=weight_decay)

    def step(self):
        self.inner.step()


@misconception(title="There is no method step()", match=r"^\n(?!\s*raise NotImplementedError)")
class NoStep(Optimizer):
    """
    The optimizer is asked to `step()`, and yours has no method of that name, so that the base class's is called, which
    can do nothing. Is the name spelled like that, and does the method stand inside of the class?
    """

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr})

    def update(self):
        pass


@misconception(title="zero_grad clears something else than the gradients")
class ZeroGradOfItsOwn(RightSGD):
    """
    Your `zero_grad` sets the parameters to zero. It is their gradients that it is to clear; and since the base class
    has a `zero_grad` already, there is no need for one.
    """

    def zero_grad(self, set_to_none=True):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    p.zero_()


@misconception(id="OneVelocity", match="must match|broadcast|shape")
class OneVelocityForEachShape(RightSGD):
    def step(self):
        self.all = getattr(self, "all", {})
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.move(p, p.grad, self.all.setdefault(tuple(p.shape), {}), group)


@misconception(title="What is kept has another shape than its parameter", match="broadcast|shape|must match")
class VelocityOfOneEntry(RightSGD):
    """
    Your velocity starts as a tensor of one entry, or of another fixed shape, and the gradient does not fit in. Make it
    of the shape of the parameter: `torch.zeros_like`.
    """

    def move(self, p, g, state, group):
        velocity = state.setdefault("velocity", torch.zeros(1))
        velocity.mul_(group["momentum"]).add_(self.slope(p, g, group["weight_decay"]))
        self.put(p, velocity, g, group)
