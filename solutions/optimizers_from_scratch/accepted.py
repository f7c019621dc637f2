"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: C408, D101, D102, D103, D107

import math

import numpy
import torch
from torch.optim import Optimizer

from grader import accepted

# --- SGD --------------------------------------------------------------------------------------


@accepted("SGD")
class DecoratedStep(Optimizer):
    def __init__(self, params, lr=0.01, momentum=0.0, weight_decay=0.0):
        defaults = dict(lr=lr, momentum=momentum, weight_decay=weight_decay)
        super().__init__(params, defaults)

    @torch.no_grad()
    def step(self, closure=None):
        loss = closure() if closure is not None else None
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is None:
                    continue
                grad = p.grad
                if group["weight_decay"] != 0:
                    grad = grad.add(p, alpha=group["weight_decay"])
                if group["momentum"] != 0:
                    state = self.state[p]
                    if "momentum_buffer" not in state:
                        buffer = state["momentum_buffer"] = grad.clone()
                    else:
                        buffer = state["momentum_buffer"]
                        buffer.mul_(group["momentum"]).add_(grad)
                    grad = buffer
                p.add_(grad, alpha=-group["lr"])
        return loss


@accepted("SGD")
class RateInTheVelocity(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "mu": momentum, "momentum": momentum, "weight_decay": weight_decay})
        self.velocities = {}

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    slope = p.grad.data + group["weight_decay"] * p.data
                    old = self.velocities.get(id(p), 0.0)
                    self.velocities[id(p)] = group["momentum"] * old - group["lr"] * slope
                    p.data = p.data + self.velocities[id(p)]


@accepted("SGD")
class SgdInDoublePrecision(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(list(params), dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p]["v"] = torch.zeros_like(p, dtype=torch.float64)

    def step(self):
        with torch.no_grad():
            for group in self.param_groups:
                for p in [p for p in group["params"] if p.grad is not None]:
                    v = self.state[p]["v"]
                    v.mul_(group["momentum"]).add_(p.grad.double() + group["weight_decay"] * p.double())
                    p.copy_(p.double() - group["lr"] * v)


@accepted("SGD")
class GradientChangedInPlace(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    def step(self):
        for group in self.param_groups:
            lr, momentum, decay = (group[name] for name in ("lr", "momentum", "weight_decay"))
            for p in group["params"]:
                g = p.grad
                if g is None:
                    continue
                g.add_(p.detach(), alpha=decay)
                velocity = self.state[p].setdefault("velocity", torch.zeros_like(p.data))
                velocity *= momentum
                velocity += g
                p.detach().sub_(lr * velocity)


@accepted("SGD")
class OfLists(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})
        self.buffers = [[None] * len(group["params"]) for group in self.param_groups]

    @torch.no_grad()
    def step(self):
        for group, buffers in zip(self.param_groups, self.buffers, strict=True):
            held = [(i, p) for i, p in enumerate(group["params"]) if p.grad is not None]
            if not held:
                continue
            params = [p for _, p in held]
            grads = torch._foreach_add([p.grad for p in params], params, alpha=group["weight_decay"])
            for (i, _), grad in zip(held, grads, strict=True):
                buffers[i] = grad if buffers[i] is None else group["momentum"] * buffers[i] + grad
            torch._foreach_add_(params, [buffers[i] for i, _ in held], alpha=-group["lr"])


# --- Adam -------------------------------------------------------------------------------------


@accepted("Adam")
class AsTorchDoesIt(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        if lr < 0 or eps < 0 or not all(0 <= beta < 1 for beta in betas):
            raise ValueError(f"invalid options: {lr}, {betas}, {eps}")
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if len(state) == 0:
                    state["step"] = torch.tensor(0.0)
                    state["exp_avg"] = torch.zeros_like(p, memory_format=torch.preserve_format)
                    state["exp_avg_sq"] = torch.zeros_like(p, memory_format=torch.preserve_format)
                state["step"] += 1
                state["exp_avg"].lerp_(p.grad, 1 - beta1)
                state["exp_avg_sq"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                step = state["step"].item()
                denominator = (state["exp_avg_sq"].sqrt() / math.sqrt(1 - beta2**step)).add_(group["eps"])
                p.addcdiv_(state["exp_avg"], denominator, value=-group["lr"] / (1 - beta1**step))


@accepted("Adam")
class OneClockForAll(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, {"lr": lr, "beta1": betas[0], "beta2": betas[1], "betas": betas, "eps": eps})
        self.t = 0
        self.m, self.v = {}, {}

    def step(self):
        self.t += 1
        for group in self.param_groups:
            b1, b2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                g = p.grad.data
                self.m[p] = b1 * self.m.get(p, torch.zeros_like(g)) + (1 - b1) * g
                self.v[p] = b2 * self.v.get(p, torch.zeros_like(g)) + (1 - b2) * torch.square(g)
                m_hat = self.m[p] / (1 - torch.pow(torch.tensor(b1), self.t))
                v_hat = self.v[p] / (1 - torch.pow(torch.tensor(b2), self.t))
                p.data -= group["lr"] * m_hat / (torch.sqrt(v_hat) + group["eps"])


@accepted("Adam")
class AdamInDoublePrecision(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is not None:
                    state, g = self.state[p], p.grad.double().numpy()
                    state["t"] = t = state.get("t", 0) + 1
                    state["m"] = m = beta1 * state.get("m", 0.0) + (1 - beta1) * g
                    state["v"] = v = beta2 * state.get("v", 0.0) + (1 - beta2) * g * g
                    step = group["lr"] * (m / (1 - beta1**t)) / (numpy.sqrt(v / (1 - beta2**t)) + group["eps"])
                    p.copy_(p.double() - torch.as_tensor(step))


@accepted("Adam")
class ProductsOfTheBetas(Optimizer):
    def __init__(self, params, lr=0.001, betas=(0.9, 0.999), eps=1e-08):
        super().__init__(params, {"lr": lr, "betas": betas, "eps": eps})
        for group in self.param_groups:
            for p in group["params"]:
                self.state[p] = {"m": torch.zeros_like(p), "v": torch.zeros_like(p), "left1": 1.0, "left2": 1.0}

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self._move(p, self.state[p], group["lr"], group["eps"], *group["betas"])

    @torch.no_grad()
    def _move(self, p, kept, lr, eps, beta1, beta2):
        kept["left1"] *= beta1
        kept["left2"] *= beta2
        kept["m"] += (1 - beta1) * (p.grad - kept["m"])
        kept["v"] += (1 - beta2) * (p.grad**2 - kept["v"])
        root = (kept["v"] / (1 - kept["left2"])) ** 0.5
        p.sub_(lr / (1 - kept["left1"]) * kept["m"] / (root + eps))


# --- AdamW ------------------------------------------------------------------------------------


@accepted("AdamW")
class OnTopOfAdam(Adam):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, lr, betas, eps)
        for group in self.param_groups:
            group.setdefault("weight_decay", weight_decay)

    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.data.mul_(1 - group["lr"] * group["weight_decay"])
        super().step()


@accepted("AdamW", alternative=True)
class ShrinksAfterwards(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state = self.state[p]
                if len(state) == 0:
                    state["t"], state["m"], state["v"] = 0, torch.zeros_like(p), torch.zeros_like(p)
                state["t"] += 1
                state["m"].mul_(beta1).add_(p.grad, alpha=1 - beta1)
                state["v"].mul_(beta2).addcmul_(p.grad, p.grad, value=1 - beta2)
                m_hat = state["m"] / (1 - beta1 ** state["t"])
                v_hat = state["v"] / (1 - beta2 ** state["t"])
                p.addcdiv_(m_hat, v_hat.sqrt() + group["eps"], value=-group["lr"])
                p.add_(p, alpha=-group["lr"] * group["weight_decay"])


@accepted("AdamW")
class AllInOneDifference(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=1e-2):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                g = p.grad
                if g is None:
                    continue
                m, v, t = self.state[p].get("all", (torch.zeros_like(g), torch.zeros_like(g), 0))
                m, v, t = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * g * g, t + 1
                self.state[p]["all"] = m, v, t
                adam = (m / (1 - beta1**t)) / (torch.sqrt(v / (1 - beta2**t)) + group["eps"])
                p.data = p.data - group["lr"] * (adam + group["weight_decay"] * p.data)


@accepted("AdamW")
class AdamWInDoublePrecision(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group["betas"]
            for p in group["params"]:
                if p.grad is None:
                    continue
                state, g = self.state[p], p.grad.double()
                state["t"] = t = state.get("t", 0) + 1
                state["m"] = beta1 * state.get("m", torch.zeros_like(g)) + (1 - beta1) * g
                state["v"] = beta2 * state.get("v", torch.zeros_like(g)) + (1 - beta2) * g**2
                rate = group["lr"] / (1 - beta1**t)
                root = torch.sqrt(state["v"]) / (1 - beta2**t) ** 0.5 + group["eps"]
                p.copy_(p.double() * (1 - group["lr"] * group["weight_decay"]) - rate * state["m"] / root)


# --- cosine_schedule --------------------------------------------------------------------------


@accepted("cosine_schedule")
def three_cases(step, max_lr, min_lr, warmup_steps, total_steps):
    if step <= warmup_steps:
        return step / warmup_steps * max_lr
    if step >= total_steps:
        return min_lr
    angle = (step - warmup_steps) / (total_steps - warmup_steps) * numpy.pi
    return min_lr + 0.5 * (max_lr - min_lr) * (1 + numpy.cos(angle))


@accepted("cosine_schedule")
def in_tensors(step, max_lr, min_lr, warmup_steps, total_steps):
    rising = torch.tensor(step * max_lr / warmup_steps)
    progress = torch.tensor((step - warmup_steps) / (total_steps - warmup_steps)).clamp(0, 1)
    falling = min_lr + (max_lr - min_lr) * 0.5 * (torch.cos(torch.pi * progress) + 1)
    return torch.where(torch.tensor(step < warmup_steps), rising, falling)


@accepted("cosine_schedule")
def around_the_middle(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return max_lr * (1 - (warmup_steps - step) / warmup_steps)
    if step > total_steps:
        step = total_steps
    middle, half = (max_lr + min_lr) / 2, (max_lr - min_lr) / 2
    return middle + half * math.cos(math.pi * (step - warmup_steps) / (total_steps - warmup_steps))


@accepted("cosine_schedule")
def weighted_by_a_square(step, max_lr, min_lr, warmup_steps, total_steps):
    if step < warmup_steps:
        return max_lr / warmup_steps * step
    done = min(step - warmup_steps, total_steps - warmup_steps) / (total_steps - warmup_steps)
    share = math.cos(math.pi / 2 * done) ** 2
    return share * max_lr + (1 - share) * min_lr


# --- clip_gradients ---------------------------------------------------------------------------


@accepted("clip_gradients")
def as_torch_does_it(params, max_norm):
    grads = [p.grad for p in params if p.grad is not None]
    total = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(grad) for grad in grads]))
    factor = torch.clamp(max_norm / (total + 1e-6), max=1.0)
    for grad in grads:
        grad.mul_(factor)
    return total


@accepted("clip_gradients")
def one_long_vector(params, max_norm):
    params = [p for p in params if p.grad is not None]
    norm = torch.cat([p.grad.flatten() for p in params]).norm()
    if norm > max_norm:
        for p in params:
            p.grad = p.grad * max_norm / norm
    return norm.item()


@accepted("clip_gradients")
def through_data(params, max_norm):
    params = list(params)
    total = 0.0
    for p in params:
        if p.grad is not None:
            total += p.grad.data.norm(2).item() ** 2
    total = total**0.5
    scale = max_norm / (total + 1e-6)
    if scale < 1:
        for p in params:
            if p.grad is not None:
                p.grad.data.mul_(scale)
    return total


@accepted("clip_gradients")
def clipping_in_double_precision(params, max_norm):
    with torch.no_grad():
        grads = [p.grad for p in params if p.grad is not None]
        norm = torch.sqrt(sum((grad.double() ** 2).sum() for grad in grads))
        for grad in grads:
            grad.copy_(grad.double() / torch.clamp(norm / max_norm, min=1.0))
    return norm
