import torch
from torch import nn
from torch.optim import Optimizer
import math

# %%
class SGD(Optimizer):
    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        super().__init__(params, dict(lr=lr, momentum=momentum, weight_decay=weight_decay))
        self.n_steps = 0

    @torch.no_grad()
    def step(self):
        self.n_steps += 1
        for group in self.param_groups:
            for param in group['params']:
                if param.grad is None:
                    continue
                state = self.state[param]
                gradient = param.grad.clone()
                if group['weight_decay'] > 0:
                    gradient += group['weight_decay'] * param
                if 'u' not in state:
                    state['u'] = torch.zeros_like(param)
                # the rate is inside the velocity, as in the CS231n notes
                state['u'] = group['momentum'] * state['u'] + group['lr'] * gradient
                param -= state['u']

# %%
class Adam(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps))
        self.n_steps = 0

    @torch.no_grad()
    def step(self):
        self.n_steps += 1
        for group in self.param_groups:
            rho1, rho2 = group['betas']
            for param in group['params']:
                if param.grad is None:
                    continue
                state = self.state[param]
                if len(state) == 0:
                    state['age'] = 0
                    state['first'] = torch.zeros(1)
                    state['second'] = torch.zeros(param.shape, dtype=param.dtype, device=param.device)
                state['age'] += 1
                state['first'] *= rho1
                state['first'] += (1 - rho1) * param.grad
                state['second'] *= rho2
                state['second'] += (1 - rho2) * param.grad * param.grad
                alpha = group['lr'] * math.sqrt(1 - rho2 ** state['age']) / (1 - rho1 ** state['age'])
                eps = group['eps'] * math.sqrt(1 - rho2 ** state['age'])   # so that it is Adam's eps, not epsilon hat
                param -= alpha * state['first'] / (state['second'].sqrt() + eps)

# %%
class AdamW(Optimizer):
    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(params, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))
        self.n_steps = 0

    @torch.no_grad()
    def step(self):
        self.n_steps += 1
        for group in self.param_groups:
            rho1, rho2 = group['betas']
            for param in group['params']:
                if param.grad is None:
                    continue
                state = self.state[param]
                if len(state) == 0:
                    state['age'] = 0
                    state['first'] = torch.zeros(param.shape, dtype=param.dtype, device=param.device)
                    state['second'] = torch.zeros(param.shape, dtype=param.dtype, device=param.device)
                state['age'] += 1
                param *= 1 - group['lr'] * group['weight_decay']
                state['first'] *= rho1
                state['first'] += (1 - rho1) * param.grad
                state['second'] *= rho2
                state['second'] += (1 - rho2) * param.grad * param.grad
                alpha = group['lr'] * math.sqrt(1 - rho2 ** state['age']) / (1 - rho1 ** state['age'])
                eps = group['eps'] * math.sqrt(1 - rho2 ** state['age'])
                param -= alpha * state['first'] / (state['second'].sqrt() + eps)

# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    lr = min_lr
    if step < warmup_steps:
        lr = max_lr * step / warmup_steps
    if warmup_steps <= step <= total_steps:
        progress = float(step - warmup_steps) / float(total_steps - warmup_steps)
        lr = min_lr + 0.5 * (max_lr - min_lr) * (1.0 + math.cos(math.pi * progress))
    return lr

# %%
@torch.no_grad()
def clip_gradients(params, max_norm):
    params = list(params)
    total_norm = math.sqrt(sum([(p.grad ** 2).sum().item() for p in params if p.grad is not None]))
    for p in params:
        if p.grad is not None and total_norm > max_norm:
            p.grad.mul_(max_norm / total_norm)
    return total_norm

# %%
assert cosine_schedule(0, 1, 0.1, 7, 21) == 0
assert cosine_schedule(7, 1, 0.1, 7, 21) == 1
assert abs(cosine_schedule(14, 1, 0.1, 7, 21) - 0.55) < 1e-9
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(3, 8), nn.Tanh(), nn.Linear(8, 1))
X = torch.randn(64, 3)
Y = X.sum(1, keepdim=True)
opt = AdamW(model.parameters(), lr=0.01)
for epoch in range(60):
    opt.zero_grad()
    loss = nn.functional.mse_loss(model(X), Y)
    loss.backward()
    norm = clip_gradients(model.parameters(), 1.0)
    opt.step()
    if epoch % 20 == 0:
        print(f"epoch {epoch} loss {loss.item():.4f} |g| {norm:.3f}")
assert loss.item() < 1.0
