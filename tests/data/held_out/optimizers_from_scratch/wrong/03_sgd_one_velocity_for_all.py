import math
import torch

# %%
class _Base(torch.optim.Optimizer):
    """The loop over groups and parameters; subclasses say what happens to one of them."""

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    self.update(p, p.grad, self.state[p], group)

    def update(self, p, g, state, group):
        raise NotImplementedError


def adam_moments(p, g, state, group):
    b1, b2 = group["betas"]
    n = state["n"] = state.get("n", 0) + 1
    state["m"] = b1 * state.get("m", 0.0) + (1 - b1) * g
    state["v"] = b2 * state.get("v", 0.0) + (1 - b2) * g * g
    return state["m"] / (1 - b1 ** n), state["v"] / (1 - b2 ** n)

# %%
class SGD(_Base):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.v = 0.0

    def update(self, p, g, state, group):
        g = g + group["weight_decay"] * p
        self.v = group["momentum"] * self.v + g
        p -= group["lr"] * self.v

# %%
class Adam(_Base):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))

    def update(self, p, g, state, group):
        m, v = adam_moments(p, g, state, group)
        p -= group["lr"] * m / (v ** 0.5 + group["eps"])

# %%
class AdamW(_Base):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    def update(self, p, g, state, group):
        m, v = adam_moments(p, g, state, group)
        p -= group["lr"] * (m / (v ** 0.5 + group["eps"]) + group["weight_decay"] * p)

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    def warm(s):
        return max_lr * s / warmup_steps

    def decay(s):
        return min_lr + (max_lr - min_lr) * (1 + math.cos(math.pi * s)) / 2

    return warm(step) if step < warmup_steps else decay(min(1, (step - warmup_steps) / (total_steps - warmup_steps)))

# %%
def clip_gradients(params, max_norm):
    params = [p for p in params if p.grad is not None]
    norm = sum(p.grad.norm() ** 2 for p in params) ** 0.5
    if norm > max_norm:
        for p in params:
            p.grad *= max_norm / norm
    return norm
