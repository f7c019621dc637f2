# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
LEARNING_RATE = 1e-2
N_EPOCHS = 5000
PRINT_EVERY = 1000
# %%
def model(t_u, w=1.0, b=0.0, *, verbose=False):
    if verbose:
        print(w, b)
    return w * t_u + b

def loss_fn(t_p, t_c=t_c, reduction="mean"):
    return torch.nn.functional.mse_loss(t_p, t_c, reduction=reduction)

def zero_grad(params, set_to_none=False):
    if set_to_none:
        params.grad = None
    elif params.grad is not None:
        params.grad.zero_()

def sgd_step(params, learning_rate=LEARNING_RATE, momentum=0.0, weight_decay=0.0):
    with torch.no_grad():
        params -= learning_rate * (params.grad + weight_decay * params)

def training_loop(n_epochs=N_EPOCHS, learning_rate=LEARNING_RATE, params=None, t_u=t_un, t_c=t_c,
                  print_every=PRINT_EVERY, **unused):
    if params is None:
        params = torch.tensor([1.0, 0.0], requires_grad=True)
    for epoch in range(1, n_epochs + 1):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        sgd_step(params, learning_rate)
        if print_every and epoch % print_every == 0:
            print(epoch, loss.item())
    return params
