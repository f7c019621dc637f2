# %%
import torch

# %%
def predict(x, w):
    assert x.ndim == 0 and w.ndim == 0
    return w * x

# %%
def squared_error(prediction, target):
    error = prediction - target
    return error ** 2.0

# %%
def gradient_by_hand(x, target, w):
    with torch.no_grad():
        error = predict(x, w) - target
        return (2.0 * error * x).item()

# %%
def gradient_by_autograd(x, target, w):
    w.requires_grad_(True)
    w.grad = None
    loss = squared_error(predict(x, w), target)
    loss.backward(retain_graph=False)
    result = w.grad.clone()
    w.grad.zero_()
    return result

# %%
print(gradient_by_autograd(torch.tensor(2.0), torch.tensor(10.0), torch.tensor(1.0)))
