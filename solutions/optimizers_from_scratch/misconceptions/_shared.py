"""What wrong optimizers have in common: the right thing, in pieces of which each can be replaced."""
# ruff: noqa: D101, D102, D103, D107

import torch
from torch.optim import Optimizer


class Stepping(Optimizer):
    """Goes through all parameters that have a gradient, and leaves it to `move` what to do with them."""

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.move(p, p.grad, self.state[p], self.options(group))

    def options(self, group):
        return group


class RightSGD(Stepping):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    def move(self, p, g, state, group):
        slope = self.slope(p, g, group["weight_decay"])
        old = state.get("velocity", torch.zeros_like(p))
        state["velocity"] = self.velocity(old, slope, group["momentum"])
        self.put(p, state["velocity"], slope, group)

    def slope(self, p, g, decay):
        return g + decay * p

    def velocity(self, old, slope, momentum):
        return momentum * old + slope

    def put(self, p, velocity, slope, group):
        p -= group["lr"] * velocity


class RightAdam(Stepping):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})

    def move(self, p, g, state, group):
        self.adam(p, g, state, group)

    def adam(self, p, g, state, group):
        if "t" not in state:
            state.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
        state["t"] = self.tick(state["t"])
        beta1, beta2 = group["betas"]
        state["m"], state["v"] = self.averages(state["m"], state["v"], g, beta1, beta2)
        mean, square = self.corrected(state["m"], state["v"], state["t"], beta1, beta2)
        self.put(p, self.direction(mean, square, group["eps"]), group)

    def tick(self, t):
        return t + 1

    def averages(self, m, v, g, beta1, beta2):
        return beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g

    def corrected(self, m, v, t, beta1, beta2):
        return m / (1 - beta1**t), v / (1 - beta2**t)

    def direction(self, mean, square, eps):
        return mean / (square.sqrt() + eps)

    def put(self, p, direction, group):
        p -= group["lr"] * direction


class RightAdamW(RightAdam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        Stepping.__init__(self, params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay})

    def move(self, p, g, state, group):
        p *= 1 - group["lr"] * group["weight_decay"]
        self.adam(p, g, state, group)


class DecaysAfterwards:
    def move(self, p, g, state, group):
        self.adam(p, g, state, group)
        p *= 1 - group["lr"] * group["weight_decay"]


class Uncorrected:
    def corrected(self, m, v, t, beta1, beta2):
        return m, v


class ClockStartsAtZero:
    def tick(self, t):
        return t + 1 if hasattr(self, "ticked") else 0

    def adam(self, p, g, state, group):
        state.setdefault("t", -1)
        state.setdefault("m", torch.zeros_like(p))
        state.setdefault("v", torch.zeros_like(p))
        self.ticked = True
        super().adam(p, g, state, group)


class SharedAverages:
    """One m, one v and one t for all."""

    def step(self):
        self.all = getattr(self, "all", {})
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.move(p, p.grad, self.all, self.options(group))


class ClockPerParameter:
    """One t for all, which goes on with each parameter."""

    ticks = 0

    def tick(self, t):
        self.ticks += 1
        return self.ticks


class CorrectedAverageKept:
    def adam(self, p, g, state, group):
        super().adam(p, g, state, group)
        beta1, beta2 = group["betas"]
        state["m"], state["v"] = self.corrected(state["m"], state["v"], state["t"], beta1, beta2)


class NothingKept:
    def averages(self, m, v, g, beta1, beta2):
        return super().averages(torch.zeros_like(m), torch.zeros_like(v), g, beta1, beta2)


class OptionsOfOneGroup:
    """The options named in `fixed` come from the first group, or from the defaults."""

    fixed, first = ("lr",), False

    def options(self, group):
        source = self.param_groups[0] if self.first else self.defaults
        return {**group, **{name: source[name] for name in self.fixed if name in group}}


class WithoutSkipping:
    """A parameter whose gradient is None is treated as all others."""

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    self.move(p, self.gradient(p), self.state[p], self.options(group))


class FirstOnly:
    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    if p.grad is not None:
                        self.move(p, p.grad, self.state[p], self.options(group))
                        return


class LastOfEachGroup:
    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in group["params"]:
                    g = p.grad
                if g is not None:
                    self.move(p, g, self.state[p], self.options(group))


class FirstGroupOnly:
    def step(self):
        with torch.no_grad():
            for p in self.param_groups[0]["params"]:
                if p.grad is not None:
                    self.move(p, p.grad, self.state[p], self.options(self.param_groups[0]))


class NotMoved:
    def put(self, p, direction, *_):
        p = p - direction


class Recorded:
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p -= group["lr"] * p.grad
