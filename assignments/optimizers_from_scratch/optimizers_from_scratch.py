# %% [markdown]
# # Optimizers from scratch
#
# `backward()` says how the loss changes with each parameter. What to do about it is the business of
# the optimizer. You have called `torch.optim.SGD` and `torch.optim.Adam` often; here you write them.
# Each is a few lines around one idea: which step do you take when all that you know is a slope, and
# the slopes before it?
#
# Each cell below asks for one class or function. Replace `raise NotImplementedError` by your code,
# then run the tests. The ready-made optimizers of `torch.optim`, and the clipping of
# `torch.nn.utils`, are out of reach while the tests run: use what torch computes with, not what it
# optimizes with.

# %%
import math

import torch
from torch.optim import Optimizer


def ravine(position):
    """Return the height at a position of shape (2,): a long valley, steep across and nearly flat along."""
    x, y = position
    return 0.5 * x**2 + 4.0 * (y - 0.4 * x) ** 2


# %% [markdown]
# ## 1. Gradient descent with momentum
#
# An optimizer is an object, since it has to remember things from step to step. PyTorch's base class
# `Optimizer` does the housekeeping:
#
# * `super().__init__(params, defaults)` takes the parameters, in a list or in anything else that can
#   be gone through once, and a dict of default options. It makes `self.param_groups` of them: a list
#   of dicts, each with its tensors under `"params"` and with **its own** value of each option. Most
#   often there is one group. But `SGD([{"params": [a]}, {"params": [b], "lr": 0.01}], lr=0.1)` makes
#   two, and `b` is to move at its own rate. So take the options from the group, each time.
# * `self.state[p]` is an empty dict for each parameter `p`, to keep there what `p` needs until the
#   next step.
# * `zero_grad()` comes with it.
#
# Your `step()` goes through all groups, and in each through all parameters. A parameter whose `grad`
# is `None` had no part in the loss: it stays where it is, and so does what you keep for it. All others
# are moved **in place**, without recording: the caller's model holds these very tensors.
#
# **Momentum** lets a step remember those before it. A ball that rolls down a ravine does not turn
# wherever the slope does: the swings across cancel, and along the valley it gets faster and faster. In
# place of the gradient g, take the step along a velocity v, which starts at zero:
#
#     v = momentum * v + g
#     p = p - lr * v
#
# **Weight decay** pulls all parameters towards zero, so that none grows without need. Here it is part
# of the slope, as if half the sum of the squares times `weight_decay` were a term of the loss: the
# gradient g gets `weight_decay * p` added, before anything else is done with it.


# %%
class SGD(Optimizer):
    """
    Gradient descent, with momentum and weight decay.

    params: the parameters, or groups of them with options of their own.
    lr: how far to go per unit of velocity.
    momentum: how much of the velocity is kept from step to step; with 0 the velocity is the gradient.
    weight_decay: what is added to the gradient, per unit of the parameter itself.
    """

    def __init__(self, params, lr, momentum=0.0, weight_decay=0.0):
        # YOUR CODE HERE
        raise NotImplementedError()

    def step(self):
        """Move each parameter that has a gradient one step, in place and without recording it."""
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 2. Adam
#
# In a ravine one rate has to suit two slopes. Adam gives each entry of each parameter a rate of its own:
# it divides by how large that entry's gradients have been lately. It keeps two running averages, of
# the gradient and of its square, both starting at zero, and g * g is taken entry by entry:
#
#     m = beta1 * m + (1 - beta1) * g
#     v = beta2 * v + (1 - beta2) * g * g
#
# An average that starts at zero is too small at first: after one step, m is a tenth of g with beta1 =
# 0.9. Since the weights of the t gradients seen so far add up to 1 - beta1^t, dividing by that puts it
# right. This is the **bias correction**, and t, the number of steps, is 1 in the first step. It is made
# for the step alone; what is kept are the averages themselves.
#
#     p = p - lr * (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
#
# The small `eps` is added to the finished root, and keeps an entry whose gradients were all zero from
# being 0 / 0. Its place matters: where gradients are tiny, `eps` inside the root would be most of it.


# %%
class Adam(Optimizer):
    """
    Adam: steps along the average gradient, divided by the root of the average square.

    params: the parameters, or groups of them with options of their own.
    lr: about how far an entry moves in a step.
    betas: how much of the two averages is kept from step to step, of the gradient and of its square.
    eps: is added to the root.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8):
        # YOUR CODE HERE
        raise NotImplementedError()

    def step(self):
        """Move each parameter that has a gradient one step, in place and without recording it."""
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 3. AdamW
#
# Weight decay that goes through the gradient, as in `SGD` above, does something odd in Adam: it is
# divided by the root like all the rest. The larger a parameter's gradients, the less it decays. Two
# people noticed that in 2017, and took the decay out again: AdamW takes the step of Adam from the plain
# gradient, and apart from that it shrinks the parameter by the fraction `lr * weight_decay`. Whether it
# shrinks just before the step or just after it is up to you. A parameter without a gradient does not
# decay either.
#
# You may build on the class you have, or write this one on its own.


# %%
class AdamW(Optimizer):
    """
    Adam with decoupled weight decay.

    params, lr, betas, eps: as for Adam.
    weight_decay: the fraction that a parameter loses in a step is lr times this.
    """

    def __init__(self, params, lr=1e-3, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01):
        # YOUR CODE HERE
        raise NotImplementedError()

    def step(self):
        """Move and shrink each parameter that has a gradient, in place and without recording it."""
        # YOUR CODE HERE
        raise NotImplementedError()


# %% [markdown]
# ## 4. The learning rate over time
#
# Adam's averages know nothing in the first steps, so large models are started gently: the rate rises
# in a straight line from 0 to its maximum, the **warmup**. Then it comes down along half a wave of
# the cosine, slowly at first, fastest in the middle, and slowly again at the end; after that it stays at its
# minimum. Half a wave: the cosine goes from 1 to -1 while its angle goes from 0 to pi.


# %%
def cosine_schedule(step, max_lr, min_lr, warmup_steps, total_steps):
    """
    Return the learning rate of a step.

    step: 0, 1, 2, ...; also beyond total_steps.
    max_lr, min_lr: the rate at the end of the warmup, and from total_steps on.
    warmup_steps, total_steps: the step at which the rate is at its maximum, and the one at which it has
        come down to its minimum; 0 < warmup_steps < total_steps.
    Returns a number: 0 at step 0, then a straight line up to step warmup_steps, then half a cosine wave down
    to step total_steps, then min_lr.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 5. Clipping
#
# Now and then one batch has a gradient a hundred times the usual one, and a single step throws away
# what an hour of training has found. Clipping limits how long the gradient may be. Take the gradients of
# **all** parameters as one long vector. If it is longer than `max_norm`, shorten it to that length: all
# entries by the same factor, so that its direction stays. To clip each tensor by itself would turn it.


# %%
def clip_gradients(params, max_norm):
    """
    Shorten the gradients of params, taken together, to a length of at most max_norm.

    params: parameters of any shapes, in a list or in anything else that can be gone through once; those whose
        grad is None are left out.
    max_norm: a positive number. Gradients that are no longer than that stay as they are, zero ones, too.
    Returns the length before, the root of the sum of the squares of all entries of all gradients: a float, or a
    0-d tensor.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Take the `#` away and run the cell. The bottom of the ravine is at (0, 0). Plain gradient descent
# crawls along the valley; which of the others gets there first? In the notebook, the tests draw
# the paths.

# %%
# for name, make in {
#     "plain":    lambda p: SGD(p, lr=0.1),
#     "momentum": lambda p: SGD(p, lr=0.02, momentum=0.9),
#     "Adam":     lambda p: Adam(p, lr=0.2),
#     "AdamW":    lambda p: AdamW(p, lr=0.2, weight_decay=0.5),
# }.items():
#     position = torch.tensor([-3.0, 1.5], requires_grad=True)
#     optimizer = make([position])
#     for _ in range(30):
#         optimizer.zero_grad()
#         ravine(position).backward()
#         optimizer.step()
#     print(f"{name:>8}", position.tolist(), ravine(position).item())
