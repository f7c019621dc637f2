import torch
from torch.optim import Optimizer
import math

# %%
class SGD(Optimizer):
    def __init__(self, parameters, lr, momentum=0.0, weight_decay=0.0, nesterov=False):
        super().__init__(parameters, dict(lr=lr, momentum=momentum, weight_decay=weight_decay, nesterov=nesterov))

    def zero_grad(self, set_to_none=False):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is not None:
                    p.grad.detach_()
                    p.grad.zero_()

    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                if p.grad is None:
                    continue
                grad = p.grad.data.clone()
                grad.add_(p.data, alpha=group['weight_decay'])
                if group['momentum'] > 0:
                    if 'velocity' not in self.state[p]:
                        self.state[p]['velocity'] = torch.zeros_like(p.data)
                    velocity = self.state[p]['velocity']
                    velocity.mul_(group['momentum']).add_(grad)
                    if group['nesterov']:
                        grad = grad + group['momentum'] * velocity
                    else:
                        grad = velocity
                p.data.add_(grad, alpha=-group['lr'])

# %%
class Adam(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, amsgrad=False):
        super().__init__(parameters, dict(lr=lr, betas=betas, eps=eps, amsgrad=amsgrad))

    def zero_grad(self, set_to_none=False):
        for group in self.param_groups:
            for p in group['params']:
                p.grad = None

    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group['betas']
            for p in group['params']:
                if p.grad is None:
                    continue
                g = p.grad.data
                state = self.state[p]
                if 'step' not in state:
                    state['step'] = 0
                    state['m'] = torch.zeros_like(p.data)
                    state['v'] = torch.zeros_like(p.data)
                    state['vmax'] = torch.zeros_like(p.data)
                state['step'] += 1
                state['m'] = state['m'] + (1 - beta1) * (g - state['m'])
                state['v'] = state['v'] + (1 - beta2) * (g * g - state['v'])
                v = state['v']
                if group['amsgrad']:
                    state['vmax'] = torch.maximum(state['vmax'], v)
                    v = state['vmax']
                mhat = state['m'] / (1 - math.pow(beta1, state['step']))
                vhat = v / (1 - math.pow(beta2, state['step']))
                p.data.sub_(group['lr'] * mhat / (vhat.sqrt() + group['eps']))

# %%
class AdamW(Optimizer):
    def __init__(self, parameters, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        super().__init__(parameters, dict(lr=lr, betas=betas, eps=eps, weight_decay=weight_decay))

    def step(self):
        for group in self.param_groups:
            beta1, beta2 = group['betas']
            for p in group['params']:
                if p.grad is None:
                    continue
                g = p.grad.data
                state = self.state[p]
                if 'step' not in state:
                    state['step'] = 0
                    state['m'] = torch.zeros_like(p.data)
                    state['v'] = torch.zeros_like(p.data)
                state['step'] += 1
                state['m'] = state['m'] + (1 - beta1) * (g - state['m'])
                state['v'] = state['v'] + (1 - beta2) * (g * g - state['v'])
                mhat = state['m'] / (1 - math.pow(beta1, state['step']))
                vhat = state['v'] / (1 - math.pow(beta2, state['step']))
                decay = group['lr'] * group['weight_decay'] * p.data
                p.data.sub_(group['lr'] * mhat / (vhat.sqrt() + group['eps']))
                p.data.sub_(decay)

# %%
def cosine_schedule(it, max_lr, min_lr, warmup_iters, lr_decay_iters):
    if it < warmup_iters:
        return max_lr * it / warmup_iters
    if it > lr_decay_iters:
        return min_lr
    decay_ratio = (it - warmup_iters) / (lr_decay_iters - warmup_iters)
    assert 0 <= decay_ratio <= 1
    coeff = 0.5 * (1.0 + math.cos(math.pi * decay_ratio))
    return min_lr + coeff * (max_lr - min_lr)

# %%
def clip_gradients(parameters, max_norm):
    if isinstance(parameters, torch.Tensor):
        parameters = [parameters]
    parameters = list(filter(lambda p: p.grad is not None, parameters))
    total_norm = 0
    for p in parameters:
        param_norm = p.grad.data.norm(2)
        total_norm += param_norm.item() ** 2
    total_norm = total_norm ** (1. / 2)
    clip_coef = max_norm / (total_norm + 1e-6)
    if clip_coef < 1:
        for p in parameters:
            p.data.mul_(clip_coef)
    return total_norm

# %%
w = torch.tensor([1.0, -2.0], requires_grad=True)
opt = SGD([w], lr=0.1, momentum=0.9)
for i in range(5):
    opt.zero_grad()
    loss = (w ** 2).sum()
    loss.backward()
    opt.step()
    print(i, loss.item(), w.tolist())
