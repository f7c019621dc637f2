import torch
import torch.nn.functional as F


def predict(inp, weight):
    return torch.mul(inp, weight)


def squared_error(pred, y):
    return F.mse_loss(pred, y)


def gradient_by_hand(inp, y, weight):
    # error = pred - y, loss = error ** 2
    error = predict(inp, weight) - y
    return error * inp


def gradient_by_autograd(inp, y, weight):
    error = squared_error(predict(inp, weight), y)
    return torch.autograd.grad(error, weight)[0]


if __name__ == "__main__":
    w = torch.tensor(1.0, requires_grad=True)
    print(gradient_by_hand(torch.tensor(2.0), torch.tensor(10.0), w.detach()))
