# %% [markdown]
# # One neuron
#
# The smallest network there is: one input, one weight, one output. It sees the number 2 and is
# meant to answer 10, but answers 2. By how much, and in which direction, should its weight
# change? Networks with a billion weights are trained by asking just this of each of them. Here
# you answer it twice: with a pencil, by the chain rule, and with autograd. The two answers have
# to agree, and once they do, you know what `backward()` does for you.
#
# Each cell below asks for one function. Replace `raise NotImplementedError` by your code, then
# run the tests.

# %%
import torch

# All tensors of this exercise are 0-d: a single number, without any dimension.
x = torch.tensor(2.0)  # what the neuron sees
target = torch.tensor(10.0)  # what it should answer
w = torch.tensor(1.0, requires_grad=True)  # its weight, and the only thing that can be changed

# %% [markdown]
# ## 1. The forward pass
#
# A neuron weighs what it sees: it multiplies its input by its **weight**. That is all. Real ones
# add an offset and bend the result with an activation function; this one does neither, so that
# every step stays easy to check in your head.
#
# The weight requires grad, so PyTorch writes down what you do with it: the **graph**. Compute
# with the tensors as they are. `.item()` or `.detach()` would give the same number, but a number
# that no longer knows where it comes from.


# %%
def predict(x: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """
    Return what a neuron with weight w answers to the input x.

    x: the input, a 0-d tensor; it stays as it is.
    w: the weight, a 0-d tensor that requires grad.
    Returns a 0-d tensor on the graph of w.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 2. How wrong is it?
#
# The **error** is the distance from the target to the prediction. Squared, it is positive whichever
# side the prediction misses on, and a large miss counts far more than a small one. With x = 2,
# w = 1 and the target 10 you should get 64.


# %%
def squared_error(prediction: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """
    Return the square of the difference between the prediction and the target.

    prediction: what the neuron answered, a 0-d tensor that may be on a graph.
    target: what it should have answered, a 0-d tensor; it stays as it is.
    Returns a 0-d tensor on the graph of the prediction.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 3. The gradient by hand
#
# How does the loss change when `w` does? The weight has no hold on the loss itself; it acts
# through the prediction:
#
#     w  ──►  prediction  ──►  loss
#
# Each arrow has a derivative of its own: how fast does its right side move when its left side
# does? Both are small exercises for a pencil. The **chain rule** says that the derivative of the
# whole way is the product of those along it. Going from the loss back to the weight, as you will
# here, is called **backpropagation**.
#
# Work out both derivatives and let your function multiply them. Autograd has to stay out of it:
# the tests switch it off while they call your function.


# %%
def gradient_by_hand(x: torch.Tensor, target: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """
    Return the derivative of the squared error in w, worked out by the chain rule.

    x, target, w: 0-d tensors; they keep their values. None of them needs to require grad.
    Returns a 0-d tensor, or a plain number. Autograd isn't used: there is no backward() in here.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## 4. The gradient by autograd
#
# Now the machine. Run the forward pass, and the graph remembers both arrows. `backward()` on the
# loss walks them from right to left, multiplies as you did, and leaves the result in `w.grad`.
# Mind where things are: `backward()` itself returns nothing, and before it has run, `w.grad` is
# `None`, not zero.
#
# You are asked for the gradient, not for a training step: the weight stays where it is.


# %%
def gradient_by_autograd(x: torch.Tensor, target: torch.Tensor, w: torch.Tensor) -> torch.Tensor:
    """
    Return the derivative of the squared error in w, as autograd finds it.

    x, target: 0-d tensors.
    w: the weight, a 0-d leaf that requires grad and has no gradient yet.
    All three keep their values. Returns a 0-d tensor, or a plain number; whether the gradient is left
    in w.grad as well is up to you.
    """
    # YOUR CODE HERE
    raise NotImplementedError()


# %% [markdown]
# ## Try it
#
# Once all four functions are written, take the `#` away and run the cell. Both gradients should
# be -32. The minus sign says: a larger weight means a smaller loss. Is that what you would have
# guessed? The last line takes a small step against the gradient; has the loss become smaller?

# %%
# print("prediction:", predict(x, w).item())
# print("loss:      ", squared_error(predict(x, w), target).item())
# print("by hand:   ", float(gradient_by_hand(x, target, w.detach())))
# gradient = gradient_by_autograd(x, target, w)
# print("by autograd:", float(gradient))
# print("loss after a step:", squared_error(predict(x, w - 0.01 * gradient), target).item())
