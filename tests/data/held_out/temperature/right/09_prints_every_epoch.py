# %%
import torch
torch.set_printoptions(edgeitems=2, precision=10)
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    print("forward pass,", len(t_u), "readings")
    return w * t_u + b
# %%
def loss_fn(t_p, t_c):
    loss = ((t_p - t_c)**2).mean()
    print("loss is", loss.item())
    return loss
# %%
def zero_grad(params):
    print("clearing")
    if params.grad is not None:
        params.grad.zero_()
# %%
def sgd_step(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad
    print(f"{params.tolist()=}")
# %%
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    for epoch in range(1, n_epochs + 1):
        zero_grad(params)
        loss = loss_fn(model(t_u, *params), t_c)
        loss.backward()
        print(f"Epoch {epoch}, Loss {loss:f}, Grad {params.grad}")
        sgd_step(params, learning_rate)
    print("done \U0001F321")
    return params
# %%
out = training_loop(300, 1e-2, torch.tensor([1.0, 0.0], requires_grad=True), t_un, t_c)
