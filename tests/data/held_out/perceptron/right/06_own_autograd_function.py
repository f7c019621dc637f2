import torch


class SquaredError(torch.autograd.Function):
    @staticmethod
    def forward(ctx, prediction, target):
        ctx.save_for_backward(prediction, target)
        return (prediction - target) ** 2

    @staticmethod
    def backward(ctx, grad_output):
        prediction, target = ctx.saved_tensors
        g = 2 * (prediction - target) * grad_output
        return g, -g


def predict(x, w):
    return w * x


def squared_error(prediction, target):
    return SquaredError.apply(prediction, target)


def gradient_by_hand(x, target, w):
    y = w * x
    return 2 * y * x - 2 * target * x


def gradient_by_autograd(x, target, w):
    e = squared_error(predict(x, w), target)
    e.backward()
    return w.grad.detach().clone()
