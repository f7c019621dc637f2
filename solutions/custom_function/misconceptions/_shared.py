"""What the wrong answers are made with."""
# ruff: noqa: F821


def gradients(ctx, gradient):
    """Return the three right gradients of `Linear`, None where none is needed."""
    x, weight = ctx.saved_tensors
    of_x, of_weight, of_bias = ctx.needs_input_grad
    rows = gradient.reshape(-1, len(weight))
    return [
        gradient @ weight if of_x else None,
        rows.T @ x.reshape(-1, weight.shape[1]) if of_weight else None,
        rows.sum(0) if of_bias else None,
    ]
