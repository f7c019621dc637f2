"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these functions do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D103, RET504

import math

import torch
from torch.autograd.functional import jacobian

from grader import accepted

# --- f1 ---------------------------------------------------------------------------------------


@accepted("f1")
def product(x):
    return x * x


@accepted("f1")
def by_pow(x):
    return torch.pow(x, 2)


@accepted("f1")
def by_square(x):
    return torch.square(x)


@accepted("f1")
def by_method(x, exponent=2.0):
    return x.pow(exponent)


@accepted("f1")
def square_in_double_precision(x):
    return x.double() ** 2


@accepted("f1")
def of_the_size(x):
    return x.abs() ** 2


@accepted("f1")
def in_place_on_a_copy(x):
    h = x.clone()
    h *= x
    return h


@accepted("f1")
def entry_by_entry(x):
    return torch.stack([entry**2 for entry in x.reshape(-1)]).reshape(x.shape)


@accepted("f1")
def chatty(number, verbose=True):
    h = number**2
    if verbose:
        print("f1:", number, "->", h)
    return h


# --- f2 ---------------------------------------------------------------------------------------


@accepted("f2")
def log_method(h):
    return h.log()


@accepted("f2")
def log_base_two(h):
    return torch.log2(h) * math.log(2)


@accepted("f2")
def log_base_ten(h):
    return h.log10() / math.log10(math.e)


@accepted("f2")
def log_in_double_precision(h):
    return torch.log(h.double())


@accepted("f2")
def log_of_the_root(h):
    return 2 * torch.sqrt(h).log()


@accepted("f2")
def log_in_place_on_a_copy(h):
    return h.clone().log_()


@accepted("f2")
def log_by_special_function(h):
    return torch.special.xlogy(torch.ones_like(h), h)


@accepted("f2")
def log_as_autograd_function(h):
    class Log(torch.autograd.Function):
        @staticmethod
        def forward(context, h):
            context.save_for_backward(h)
            return h.log()

        @staticmethod
        def backward(context, gradient):
            (h,) = context.saved_tensors
            return gradient / h

    return Log.apply(h)


# --- f ----------------------------------------------------------------------------------------


@accepted("f")
def all_at_once(x):
    return torch.log(x**2)


@accepted("f")
def by_steps(x):
    h = f1(x)
    z = f2(h)
    return z


@accepted("f")
def twice_the_log_of_the_size(x):
    return 2 * torch.log(torch.abs(x))


@accepted("f")
def sum_of_logs(x):
    return torch.log(x.abs()) + torch.log(x.abs())


@accepted("f")
def chain_in_double_precision(x):
    return f2(f1(x.double()))


@accepted("f")
def folded(x, steps=None):
    for step in steps or [f1, f2]:
        x = step(x)
    return x


# --- derivatives ------------------------------------------------------------------------------


@accepted("derivatives")
def three_leaves(x):
    x1 = x.detach().clone().requires_grad_(True)
    f1(x1).backward()

    h = f1(x).detach().requires_grad_(True)
    f2(h).backward()

    x2 = x.detach().clone().requires_grad_(True)
    f(x2).backward()
    return x1.grad, h.grad, x2.grad


@accepted("derivatives")
def cleared_and_cloned(x):
    f1(x).backward()
    df1_dx = x.grad.clone()
    x.grad.zero_()
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    return df1_dx, h.grad, x.grad


@accepted("derivatives")
def set_to_none_between(x):
    f1(x).backward()
    df1_dx = x.grad
    x.grad = None
    h = torch.tensor(x.item() ** 2, requires_grad=True)
    f2(h).backward()
    f(x).backward()
    return df1_dx, h.grad, x.grad


@accepted("derivatives")
def by_autograd_grad(x):
    h = f1(x)
    z = f2(h)
    (df1_dx,) = torch.autograd.grad(h, x, retain_graph=True)
    df2_df1, df_dx = torch.autograd.grad(z, (h, x))
    return df1_dx, df2_df1, df_dx


@accepted("derivatives")
def product_of_the_local_ones(x):
    f1(x).backward()
    df1_dx = x.grad.item()
    h = f1(x).detach().requires_grad_()
    f2(h).backward()
    df2_df1 = h.grad.item()
    return df1_dx, df2_df1, df1_dx * df2_df1


@accepted("derivatives")
def by_formula(x):
    h = x.detach() ** 2
    return 2 * x.detach(), 1 / h, 2 / x.detach()


@accepted("derivatives")
def as_one_tensor(x):
    x = x.detach().double().requires_grad_()
    h = f1(x)
    h.retain_grad()
    h.backward(retain_graph=True)
    df1_dx = x.grad.clone()
    x.grad, h.grad = None, None
    f2(h).backward()
    return torch.stack([df1_dx, h.grad, x.grad])


@accepted("derivatives")
def whole_by_division(x):
    h = f1(x)
    h.retain_grad()
    f2(h).backward()
    return [x.grad / h.grad, h.grad, x.grad]


@accepted("derivatives")
def by_jacobian(x):
    return jacobian(f1, x), jacobian(f2, f1(x).detach()), jacobian(f, x)


@accepted("derivatives")
def by_torch_func(x):
    slope = torch.func.grad
    return slope(f1)(x), slope(f2)(f1(x)), slope(f)(x)


@accepted("derivatives")
def by_a_hook(x):
    seen = {}
    h = f1(x)
    h.register_hook(lambda gradient: seen.update(df2_df1=gradient))
    f2(h).backward()
    df_dx = x.grad.clone()
    x.grad = None
    f1(x).backward()
    return x.grad, seen["df2_df1"], df_dx


@accepted("derivatives")
def with_create_graph(x):
    h = f1(x)
    df1_dx = torch.autograd.grad(h, x, create_graph=True)[0]
    df2_df1 = torch.autograd.grad(f2(h), h, create_graph=True)[0]
    return df1_dx, df2_df1, df1_dx * df2_df1


# --- repeated_backward ------------------------------------------------------------------------


@accepted("repeated_backward")
def last_pass_frees_the_graph(x, n):
    z = f2(f1(x))
    for i in range(n):
        z.backward(retain_graph=i < n - 1)
    return x.grad


@accepted("repeated_backward")
def with_prints(x, n):
    z = f(x)
    for i in range(1, n + 1):
        z.backward(retain_graph=True)
        print(f"after pass {i}: {x.grad}")
    return x.grad.clone()


@accepted("repeated_backward")
def summed_by_hand(x, n):
    z = f(x)
    total = 0.0
    for _ in range(n):
        (gradient,) = torch.autograd.grad(z, x, retain_graph=True)
        total += gradient
    return total


@accepted("repeated_backward")
def on_a_copy(x, n):
    x = x.detach().clone().requires_grad_()
    z = f(x)
    passes = 0
    while passes < n:
        z.backward(retain_graph=True)
        passes += 1
    return x.grad.item()


@accepted("repeated_backward")
def going_forward_again(x, n):
    for _ in range(n):
        f(x).backward()
    return x.grad


@accepted("repeated_backward")
def n_times_one_pass(x, n):
    f(x).backward()
    return n * x.grad


@accepted("repeated_backward")
def passes_in_double_precision(x, n):
    x = x.detach().double().requires_grad_()
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad


@accepted("repeated_backward")
def with_create_graph_kept(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(create_graph=True)
    return x.grad


@accepted("repeated_backward")
def backward_function(x, n):
    z = f(x)
    for _ in range(n):
        torch.autograd.backward(z, retain_graph=True)
    return x.grad.detach()
