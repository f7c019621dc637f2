"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these functions do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D103

import torch
from torch import nn

from grader import accepted

# --- mean_gradient ------------------------------------------------------------------------------


@accepted("mean_gradient")
def mean_by_autograd_grad(x):
    return torch.autograd.grad((x + 2).mean(), x)[0]


@accepted("mean_gradient")
def mean_step_by_step(x):
    y = x + 2
    out = torch.mean(y)
    print("before:", x.grad)
    out.backward()
    return x.grad


@accepted("mean_gradient")
def mean_in_pencil(x):
    return torch.full_like(x, 1 / x.numel(), requires_grad=False)


@accepted("mean_gradient")
def mean_by_torch_func(x):
    return torch.func.grad(lambda t: (t + 2).mean())(x.detach())


@accepted("mean_gradient")
def mean_on_a_copy(x):
    copy = x.clone().detach().requires_grad_(True)
    (sum((entry + 2) for entry in copy.flatten()) / copy.numel()).backward()
    return copy.grad.clone()


@accepted("mean_gradient")
def mean_in_double_precision(x):
    x = x.detach().double().requires_grad_()
    (x + 2).mean().backward()
    return x.grad


# --- square_mean_gradient -----------------------------------------------------------------------


@accepted("square_mean_gradient")
def square_by_autograd_grad(x):
    y = 5 * x
    z = y * y
    (gradient,) = torch.autograd.grad(z.mean(), [x])
    return gradient


@accepted("square_mean_gradient")
def square_in_pencil(x):
    with torch.no_grad():
        return 50 * x / x.numel()


@accepted("square_mean_gradient")
def square_by_pow_and_sum(x):
    loss = torch.pow(5 * x, 2).sum() / x.numel()
    loss.backward()
    return x.grad.detach()


@accepted("square_mean_gradient")
def square_as_a_loss(x):
    nn.MSELoss()(5 * x, torch.zeros_like(x)).backward()
    return x.grad


@accepted("square_mean_gradient")
def square_with_the_chain_in_view(x):
    y = 5 * x
    y.retain_grad()
    y.square().mean().backward()
    assert torch.allclose(x.grad, 5 * y.grad)
    return 5 * y.grad


@accepted("square_mean_gradient")
def square_by_functional_jacobian(x):
    return torch.autograd.functional.jacobian(lambda t: ((5 * t) ** 2).mean(), x)


@accepted("square_mean_gradient")
def square_in_double_precision(x):
    y = (5 * x.double()) ** 2
    return torch.autograd.grad(y.mean(), x)[0]


# --- vector_jacobian_product --------------------------------------------------------------------


@accepted("vector_jacobian_product")
def product_by_keyword(x, v):
    y = x + 2
    y = y**2
    y.backward(gradient=v)
    return x.grad


@accepted("vector_jacobian_product")
def product_by_autograd_grad(x, v):
    y = (x + 2) * (x + 2)
    return torch.autograd.grad(y, x, grad_outputs=v)[0]


@accepted("vector_jacobian_product")
def product_as_a_weighted_sum(x, v):
    (v * (x + 2) ** 2).sum().backward()
    return x.grad


@accepted("vector_jacobian_product")
def product_as_a_dot_product(x, v):
    torch.dot(v.flatten(), ((x + 2) ** 2).flatten()).backward()
    return x.grad.clone()


@accepted("vector_jacobian_product")
def product_in_pencil(x, v):
    return 2 * (x.detach() + 2) * v


@accepted("vector_jacobian_product")
def product_by_functional_vjp(x, v):
    _, product = torch.autograd.functional.vjp(lambda t: (t + 2) ** 2, x, v)
    return product


@accepted("vector_jacobian_product")
def product_by_torch_func(x, v):
    _, pull_back = torch.func.vjp(lambda t: torch.square(t + 2), x.detach())
    return pull_back(v)[0]


@accepted("vector_jacobian_product")
def product_with_the_whole_jacobian(x, v):
    jacobian = torch.autograd.functional.jacobian(lambda t: (t + 2) ** 2, x.detach().flatten())
    return (v.flatten() @ jacobian).reshape(x.shape)


@accepted("vector_jacobian_product")
def product_entry_by_entry(x, v):
    y = ((x + 2) ** 2).flatten()
    for weight, entry in zip(v.flatten(), y, strict=True):
        entry.backward(weight, retain_graph=True)
    return x.grad


@accepted("vector_jacobian_product")
def product_in_double_precision(x, v):
    x = x.detach().double().requires_grad_()
    torch.autograd.backward((x + 2) ** 2, v.double())
    return x.grad.float()


# --- accumulated_gradients ----------------------------------------------------------------------


@accepted("accumulated_gradients")
def accumulated_by_comprehension(w, n):
    def one_pass():
        (w * 2).sum().backward()
        return w.grad.detach().clone()

    return [one_pass() for _ in range(n)]


@accepted("accumulated_gradients")
def accumulated_and_stacked(w, n):
    history = torch.zeros(n, *w.shape)
    for i in range(n):
        loss = torch.sum(w * 2)
        loss.backward()
        history[i] = w.grad
    return history


@accepted("accumulated_gradients")
def accumulated_as_lists(w, n):
    grads = []
    for epoch in range(n):
        model_output = (w * 2).sum()
        model_output.backward()
        print(epoch, w.grad)
        grads.append(w.grad.tolist())
    return grads


@accepted("accumulated_gradients")
def accumulated_as_arrays(w, n):
    out = []
    while len(out) < n:
        (w * 2).sum().backward()
        out.append(w.grad.numpy().copy())
    return tuple(out)


@accepted("accumulated_gradients")
def accumulated_on_one_graph(w, n):
    output = (w * 2).sum()
    history = []
    for _ in range(n):
        output.backward(retain_graph=True)
        history.append(1.0 * w.grad)
    return history


@accepted("accumulated_gradients")
def accumulated_by_running_total(w, n):
    total, history = 0, []
    for _ in range(n):
        total = total + torch.autograd.grad((w * 2).sum(), w)[0]
        history.append(total)
    return history


@accepted("accumulated_gradients")
def accumulated_in_pencil(w, n):
    return [torch.full(w.shape, 2.0 * k) for k in range(1, n + 1)]


@accepted("accumulated_gradients")
def accumulated_in_double_precision(w, n):
    w = w.detach().to(torch.float64).requires_grad_()
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history += [w.grad.clone()]
    return torch.stack(history)


# --- fresh_gradients ----------------------------------------------------------------------------


@accepted("fresh_gradients")
def fresh_by_zeroing(w, n):
    history = []
    for _ in range(n):
        if w.grad is not None:
            w.grad.zero_()
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@accepted("fresh_gradients")
def fresh_by_zeroing_afterwards(w, n):
    history = []
    for _ in range(n):
        (w * 2).sum().backward()
        history.append(w.grad.clone())
        w.grad.zero_()
    return history


@accepted("fresh_gradients")
def fresh_by_zeroing_one_tensor(w, n):
    history = []
    for _ in range(n):
        w.grad = torch.zeros_like(w)
        (w * 2).sum().backward()
        history.append(w.grad)
    return torch.stack(history)


@accepted("fresh_gradients")
def fresh_by_an_optimizer(w, n):
    optimizer = torch.optim.SGD([w], lr=0.01)
    history = []
    for _ in range(n):
        optimizer.zero_grad()
        (w * 2).sum().backward()
        history.append(w.grad.clone())
    return history


@accepted("fresh_gradients")
def fresh_by_autograd_grad(w, n):
    return [torch.autograd.grad((w * 2).sum(), w)[0] for _ in range(n)]


@accepted("fresh_gradients")
def fresh_on_copies(w, n):
    history = []
    for _ in range(n):
        copy = w.detach().clone().requires_grad_()
        (copy * 2).sum().backward()
        history.append(copy.grad)
    return history


@accepted("fresh_gradients")
def fresh_as_lists(w, n):
    rows = []
    for _ in range(n):
        del w.grad
        torch.sum(2 * w).backward()
        rows.append(w.grad.tolist())
    return rows


@accepted("fresh_gradients")
def fresh_in_double_precision(w, n):
    rows = []
    for _ in range(n):
        w.grad = None
        (w.double() * 2).sum().backward()
        rows.append(w.grad.double())
    return rows


# --- untracked_shift ----------------------------------------------------------------------------


@accepted("untracked_shift")
def shifted_by_decorator(x, c):
    @torch.no_grad()
    def shift(t):
        return t.add(c)

    return shift(x)


@accepted("untracked_shift")
def shifted_then_detached(x, c):
    return (x + c).detach()


@accepted("untracked_shift")
def detached_then_shifted(x, c):
    return x.detach() + c


@accepted("untracked_shift")
def shifted_data(x, c):
    return x.data + torch.tensor(c)


@accepted("untracked_shift")
def recording_switched_off_and_on(x, c):
    torch.set_grad_enabled(False)
    try:
        return x + c
    finally:
        torch.set_grad_enabled(True)


@accepted("untracked_shift")
def shifted_by_set_grad_enabled(x, c):
    with torch.set_grad_enabled(False):
        result = c + x
    print(result.requires_grad, result.grad_fn)
    return result


@accepted("untracked_shift")
def shifted_in_inference_mode(x, c):
    with torch.inference_mode():
        return x + c


@accepted("untracked_shift")
def copied_and_shifted_in_place(x, c):
    y = x.detach().clone()
    y += c
    return y


@accepted("untracked_shift")
def shifted_in_double_precision(x, c):
    with torch.no_grad():
        return (x.double() + c).float()


# --- detached -----------------------------------------------------------------------------------


@accepted("detached")
def through_data(x):
    return x.data


@accepted("detached")
def view_of_the_detached(x):
    y = x.detach()
    return y.view(x.shape)


@accepted("detached")
def detached_under_no_grad(x):
    with torch.no_grad():
        y = x.detach()
    assert not y.requires_grad
    return y


@accepted("detached")
def through_numpy(x):
    return torch.from_numpy(x.detach().numpy())


@accepted("detached")
def by_function(x):
    return torch.detach(x)


@accepted("detached")
def marked_once_more(x):
    return x.detach().requires_grad_(False)


# --- freeze -------------------------------------------------------------------------------------


@accepted("freeze")
def by_attribute(x):
    x.requires_grad = False
    return x


@accepted("freeze")
def by_method_then_return(x):
    x.requires_grad_(requires_grad=False)
    return x


@accepted("freeze")
def detached_in_place(x):
    return x.detach_()


@accepted("freeze")
def by_module(x):
    parameters = [x]
    for parameter in parameters:
        if parameter.requires_grad:
            parameter.requires_grad = False
    return parameters[0]


@accepted("freeze")
def by_setattr(tensor, flag=False):
    setattr(tensor, "requires_grad", flag)
    print("frozen:", not tensor.requires_grad)
    return tensor
