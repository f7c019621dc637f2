"""
Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error.

Functions that share an id are variants of one mistake, or of mistakes that no check can tell apart: the first
one's title and docstring hold for all.
"""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D103, B018, F841, RET503, RET504

import copy

import numpy
import torch
import torch.nn.functional as F
from torch import nn

from grader import misconception

# --- f_linear ---------------------------------------------------------------------------------


@misconception("f_linear", title="a and b have changed places")
def swapped(x, params):
    """
    You use the first entry of `params` as the height at zero and the second as the slope. The order is `[a, b]`:
    slope first, then intercept. Put 0 in for x in your formula: what is left must be the intercept.
    """
    b, a = params
    return a * x + b


@misconception("f_linear", title="The intercept is left out")
def no_intercept(x, params):
    """
    Your line is the slope times x, and the second entry of `params` never enters. Such a line has to pass through
    zero. What is not in the graph gets no gradient either, so fitting could never move it. Let both entries take
    part.
    """
    return params[0] * x


@misconception("f_linear", title="The slope is left out")
def no_slope(x, params):
    """
    You add the intercept to x, and the first entry of `params` never enters. Every line then has the slope 1, and
    what is not in the graph gets no gradient, so that fitting could never find another. Let both entries take part.
    """
    return x + params[1]


@misconception("f_linear", title="The intercept is subtracted")
def intercept_subtracted(x, params):
    """
    Your line lies lower by the intercept where it should lie higher. Fitting would hide that: it would find the
    same line, with the sign of `b` turned round. Put 0 in for x: the height there is the intercept itself.
    """
    return params[0] * x - params[1]


@misconception("f_linear", title="The intercept is multiplied by the slope")
def intercept_scaled(x, params):
    """
    You add the intercept to x first and multiply the sum, so that the intercept is scaled as well. Only x is to be
    multiplied; the intercept is a height already and is added at the end. Look at your brackets, or at the order of
    two lines.
    """
    a, b = params
    return a * (x + b)


@misconception("f_linear", title="The intercept is multiplied by x")
def intercept_times_x(x, params):
    """
    Both entries of `params` are multiplied by x, so that they only act as one slope, their sum, and every line passes
    through zero. The intercept is the height there: it is added as it is.
    """
    a, b = params
    return a * x + b * x


@misconception("f_linear", title="A parabola in place of a line")
def squared(x, params):
    """
    Your heights bend: x enters squared. A line rises by the same amount with each step to the right. Compute the
    heights at 1, 2 and 3 on paper and compare the two differences.
    """
    a, b = params
    return a * x**2 + b


@misconception("f_linear", title="The heights are cut off from params", match="does not require grad")
def cut_off(x, params):
    """
    The numbers are right, but they have lost their history, so `backward()` finds no way back to `params`. That is
    what `.item()`, `.tolist()`, `.detach()`, `.data`, `torch.tensor(...)`, numpy or `torch.no_grad()` does. Compute
    with the entries of `params` as they come: taking one out by index or unpacking is recorded.
    """
    a, b = params.tolist()
    return a * x + b


@misconception("f_linear", id="cut_off")
def intercept_cut_off(x, params):
    return params[0] * x + params[1].item()


@misconception("f_linear", id="cut_off")
def slope_cut_off(x, params):
    return params[0].item() * x + params[1]


@misconception("f_linear", id="cut_off", match=r"'numpy\.\w+' object has no attribute|does not require grad")
def turned_into_numpy(x, params):
    a, b = params.detach().numpy()
    return a * x.numpy() + b


@misconception("f_linear", id="cut_off")
def cut_off_and_marked(x, params):
    a, b = params.detach()
    return (a * x + b).requires_grad_()


@misconception(
    "f_linear", title="numpy is asked for the numbers of a tensor that requires grad", match=r"call numpy\(\)"
)
def numpy_of_a_tracked_tensor(x, params):
    """
    numpy can't keep a graph, so PyTorch refuses to hand it a tensor that requires grad. The `detach()` that the error
    advises would cut the way back to `params`. There is no need for numpy here: tensors can do the arithmetic.
    """
    a, b = params.numpy()
    return a * x + b


@misconception("f_linear", title="x is overwritten")
def x_overwritten(x, params):
    """
    The first heights are right, the second start from an x that is no longer x: an in-place operation, such as `*=`
    or a method whose name ends in an underscore, has written your heights into the caller's tensor. In a loop the
    points would be spoiled from epoch 2 on. Give the result a tensor of its own.
    """
    x *= params[0]
    x += params[1]
    return x


@misconception("f_linear", id="x_overwritten")
def x_scaled_in_place(x, params):
    x *= params[0]
    return x + params[1]


@misconception("f_linear", title="One number in place of one height per point")
def summed_up(x, params):
    """
    You return a single number, but each entry of x has a height of its own, so the result has the shape of x. Summing
    or averaging is the loss's business, once predictions and points have been compared.
    """
    return (params[0] * x + params[1]).sum()


@misconception("f_linear", id="summed_up")
def averaged(x, params):
    return (params[0] * x + params[1]).mean()


@misconception("f_linear", title="The heights have another shape than x")
def reshaped(x, params):
    """
    The numbers may be right, but not their shape: perhaps they stand in a column. A column of shape (N, 1) compared
    with points of shape (N,) is broadcast to N times N differences, and the loss is wrong without any error. Leave
    the shape alone: arithmetic keeps it.
    """
    return (params[0] * x + params[1]).unsqueeze(-1)


@misconception("f_linear", id="reshaped")
def reshaped_by_view(x, params):
    return (params[0] * x + params[1]).view(-1, 1)


@misconception("f_linear", id="reshaped")
def reshaped_to_a_row(x, params):
    return (params[0] * x + params[1]).unsqueeze(0)


@misconception("f_linear", title="params are taken whole, not entry by entry", match="size of tensor|must match")
def params_whole(x, params):
    """
    The error says that two tensors of different lengths meet. You compute with all of `params` at once, so that a
    tensor with two entries meets x with N of them. Slope and intercept have different jobs: take them apart first.
    """
    return params * x + params


@misconception("f_linear", id="params_whole", match="size of tensor|must match")
def cut_with_a_slice(x, params):
    return params[:2] * x


@misconception(
    "f_linear", title="x is unpacked in place of params", match="values to unpack|size of tensor|must match"
)
def arguments_exchanged(x, params):
    """
    The error counts values: you take slope and intercept out of a tensor that has another number of entries than two.
    The first argument is x, the second are the params. Compare the order in your first line with the one that was
    given, and with your calls.
    """
    a, b = x
    return a * params + b


@misconception(
    "f_linear",
    title="A matrix product of tensors that do not fit",
    match="matmul|size mismatch|inconsistent|1D tensors|vector",
)
def matrix_product(x, params):
    """
    The error comes from a matrix or dot product, which pairs entries of both sides, so that their numbers must agree.
    N places and two params don't fit. Scaling each x by one number is ordinary multiplication: PyTorch applies it to
    every entry.
    """
    return x @ params


@misconception("f_linear", id="matrix_product", match="matmul|size mismatch|inconsistent|1D tensors|vector")
def matrix_product_with_one(x, params):
    return torch.matmul(x, params[0]) + params[1]


@misconception("f_linear", title="The function takes other arguments than asked for", match="positional argument")
def other_signature(x, a, b):
    """
    The error says that your function is called with another number of arguments than it takes. The checks, and `fit`,
    call it with two: x, and one tensor that holds slope and intercept. Take the tensor apart inside your function.
    """
    return a * x + b


@misconception("f_linear", title="The argument x is ignored")
def global_points(x, params):
    """
    Wherever the height is asked for, you compute it at the points of the notebook. With other points the answer is
    wrong, or its shape. Inside a function use the names of its first line, and no data from outside.
    """
    return params[0] * globals()["x"] + params[1]


@misconception("f_linear", title="The params that were handed in are ignored", match="does not require grad")
def true_line(x, params):
    """
    You draw the same line whatever params you are handed. It may even be the line that made the points, but the point
    is to find it. With no params in the graph there is nothing to fit. Use the argument.
    """
    return true_params[0] * x + true_params[1]


@misconception("f_linear", id="true_line", match="does not require grad")
def start_line(x, params):
    return 1.0 * x + 1.0


@misconception("f_linear", title="Nothing is returned", match="NoneType")
def line_returns_nothing(x, params):
    """
    Your function hands back `None`. Perhaps the heights are printed, or kept under a local name that is gone when the
    function ends. End with a `return` line, at the right depth of indentation.
    """
    print(params[0] * x + params[1])


@misconception(
    "f_linear", title="A name that is not defined", match="is not defined|cannot access|referenced before"
)
def undefined_in_line(x, params):
    """
    The error names something that your function doesn't know. `a` and `b` are no arguments of their own: they are
    inside `params` and have to be taken out before you can use them. Compare your names with the first line.
    """
    return a * x + b  # noqa: F821


@misconception("f_linear", title="Counting starts at 0", match="out of bounds|out of range")
def counted_from_one(x, params):
    """
    The error says that an index is too large: `params` has two entries. Python counts from 0, so the first is number 0
    and the second, which is the last, number 1.
    """
    return params[1] * x + params[2]


@misconception("f_linear", title="A name that tensors do not have", match="'Tensor' object has no attribute")
def entries_by_name(x, params):
    """
    The error names something that a tensor doesn't have. The entries of `params` have places, not names: take them out
    by number, or unpack them. If it's a method: check its spelling in PyTorch's documentation.
    """
    return params.a * x + params.b


@misconception("f_linear", id="entries_by_name", match="invalid data type|indices")
def entries_by_key(x, params):
    return params["a"] * x + params["b"]


@misconception("f_linear", title="A tensor is called like a function", match="not callable")
def called(x, params):
    """
    On paper a number in front of brackets means *times*; in Python it means: call this. The error says that a tensor
    can't be called. Write the multiplication sign.
    """
    a, b = params
    return a(x) + b


@misconception("f_linear", title="A list in place of a tensor", match="'list'")
def listed(x, params):
    """
    You collect the heights in a Python list. Each of them may be right, but a list can't be summed, averaged or
    differentiated as a tensor can. No loop over the points is needed: arithmetic works on all entries of x at once.
    """
    return [params[0] * place + params[1] for place in x]


# --- mse_loss ---------------------------------------------------------------------------------


@misconception("mse_loss", title="The sum of the squares in place of their mean")
def summed(y, y_hat):
    """
    Your loss is too large by a factor of the number of points, and so is its gradient. The more points, the longer
    each step, until training flies off. A mean makes one learning rate suit any number of points. See what your last
    operation does with the squares.
    """
    return ((y - y_hat) ** 2).sum()


@misconception("mse_loss", title="Half of the sum of the squares")
def half_of_the_sum(y, y_hat):
    """
    You sum the squares and halve the result, as some books do. Asked for is their mean. A sum grows with the number
    of points, so that a rate that suits one set is wrong for the next. Average, without any extra factor.
    """
    return ((y - y_hat) ** 2).sum() / 2


@misconception("mse_loss", title="Half of the mean squared error")
def halved(y, y_hat):
    """
    Your loss is half of what is asked for. Some books put one half in front, so that the 2 of the derivative goes
    away; that is a convention, and another loss, with half the gradient. Leave the extra factor out.
    """
    return 0.5 * ((y - y_hat) ** 2).mean()


@misconception("mse_loss", title="Twice the mean squared error")
def twice_the_mean(y, y_hat):
    """
    Your loss is twice as large as it should be, and so is its gradient: each step goes twice as far as the rate
    says. A 2 may be left over from the derivative of a square, which autograd brings in by itself. A mean is the
    sum divided by how many there are, and nothing else.
    """
    return 2 * ((y_hat - y) ** 2).mean()


@misconception("mse_loss", title="The sum is multiplied by the number of points")
def multiplied_by_the_count(y, y_hat):
    """
    Python works through `/` and `*` from left to right: in `total / 2 * n` the total is halved and then multiplied
    by `n`, not divided by `2 * n`. Such a loss grows twice over with every point. What divides has to stand in
    brackets; and is a half asked for at all?
    """
    return ((y_hat - y) ** 2).sum() / 2 * len(y_hat)


@misconception("mse_loss", id="multiplied_by_the_count")
def multiplied_by_the_whole_count(y, y_hat):
    return ((y_hat - y) ** 2).sum() * len(y_hat)


@misconception("mse_loss", title="Division by the number of points twice")
def mean_divided_again(y, y_hat):
    """
    `mean()` has divided by the number of points already, and your formula does it once more. The loss then
    shrinks as points are added, and training with it slows down. Divide once: a mean alone will do, or a sum and
    a division.
    """
    return ((y_hat - y) ** 2).mean() / len(y_hat)


@misconception("mse_loss", id="mean_divided_again")
def mean_divided_again_and_halved(y, y_hat):
    return ((y_hat - y) ** 2).mean() / (2 * len(y_hat))


@misconception("mse_loss", title="Only one point counts")
def first_point_only(y, y_hat):
    """
    Your loss holds the squared error of a single point. Where a loop goes over the points, look at two things:
    a `return` that is indented as deep as the loop's body leaves in the first round, and an `=` where the total
    should grow by `+=` keeps nothing but the last. You don't need a loop at all: tensors are subtracted, squared
    and averaged as a whole.
    """
    total = 0
    for p, c in zip(y, y_hat):
        total += (p - c) ** 2
        return total


@misconception("mse_loss", id="first_point_only")
def first_point_shared_out(y, y_hat):
    total = 0
    for p, c in zip(y, y_hat):
        total += (p - c) ** 2
        return total / len(y_hat)


@misconception("mse_loss", id="first_point_only")
def last_point_only(y, y_hat):
    for p, c in zip(y, y_hat):
        total = (p - c) ** 2
    return total


@misconception("mse_loss", id="first_point_only")
def last_point_shared_out(y, y_hat):
    for p, c in zip(y, y_hat):
        total = (p - c) ** 2
    return total / len(y_hat)


@misconception(
    "mse_loss",
    title="nn.MSELoss is a class: make one, then call it",
    match=r"Boolean value.*\n.*Loss\(",
)
def loss_class_called(y, y_hat):
    """
    Calling a class makes an object, and its brackets are for settings, such as how to average: no place for the
    predictions and the given y. Make the object first, with nothing in its brackets; then call that object with the
    two tensors. Or look for the function that does both at once.
    """
    return nn.MSELoss(y, y_hat)


@misconception(
    "mse_loss",
    id="loss_class_called",
    match="unexpected keyword argument '(input|target|y_pred|y_true|pred|prediction)",
)
def loss_class_called_by_name(y, y_hat):
    return nn.MSELoss(input=y_hat, target=y)


@misconception(
    "mse_loss", title="The object that computes a loss is returned, not a loss", match="object has no attribute"
)
def loss_object_returned(y, y_hat):
    """
    `nn.MSELoss()` makes an object that can compute losses, and your function hands back that object. It has seen no
    data yet. Call it with predictions and the given y, and return what comes out.
    """
    return nn.MSELoss()


@misconception("mse_loss", title="A tensor is asked for its truth value", match="Boolean value")
def truth_in_loss(y, y_hat):
    """
    Somewhere one yes or no is asked of a whole tensor: by `if`, `while`, `and`, `max(...)`, or by a class such as
    `nn.MSELoss` that was made with the data in its brackets, where its settings belong. A tensor of several numbers
    has no single answer. Compute with all entries at once; a loss object is made first and called with the data then.
    """
    return (y_hat - y if y_hat > y else y - y_hat).pow(2).mean()


@misconception(
    "mse_loss",
    title="NumPy does not know tensors",
    match="unexpected keyword argument '(axis|dtype|out|keepdims)'|invalid combination of arguments|call numpy",
)
def numpy_mean(y, y_hat):
    """
    NumPy's functions are made for arrays. Some pass the work on to the tensor with words that it doesn't know; others
    want plain numbers, which a tensor that requires grad refuses to give, as they would have no way back to the
    params. A tensor has a mean, a sum and a square of its own, and these are recorded.
    """
    return numpy.mean((y_hat - y) ** 2)


@misconception("mse_loss", id="numpy_mean", match="unexpected keyword argument|invalid combination|call numpy")
def numpy_mean_of_numpy_square(y, y_hat):
    return numpy.mean(numpy.square(y_hat - y))


@misconception(
    "mse_loss",
    title="numpy() is asked of a tensor that requires grad",
    match=r"call numpy\(\) on Tensor that requires",
)
def numpy_of_the_loss(y, y_hat):
    """
    Turning a tensor into NumPy's numbers would cut it off from the params, so torch refuses wherever a gradient is
    still to flow. It comes from `.numpy()`, from `numpy.array(...)`, or from a function of NumPy that is given the
    tensor. For the loss itself use what tensors have of their own. For a print, a plot or a list no gradient is
    needed: say so first.
    """
    loss = ((y_hat - y) ** 2).mean()
    print(loss.numpy())
    return loss


@misconception(
    "mse_loss",
    title="A function for one number is given a series",
    match="[Oo]nly one element|converted to Python scalar",
)
def math_for_one_number(y, y_hat):
    """
    The functions of `math`, and `float(...)`, work on one number, and here they get a whole series. Besides, what
    they return is a plain number that has lost its way back to the params. Tensors are squared and averaged as a
    whole, by their own operations.
    """
    return float(y_hat - y) ** 2


@misconception(
    "mse_loss", title="Readings are turned into whole numbers", match="output dtype|does not require grad"
)
def whole_values(y, y_hat):
    """
    `.long()` and `.int()` cut off what stands behind the decimal point, and `.round()` drops it, so that 0.5
    becomes 0, or 1. Class numbers have to be whole; heights are compared as they are. And what is made whole has
    no gradient. Leave predictions and the given y in the kind they came in.
    """
    return ((y_hat - y.long()) ** 2).mean()


@misconception("mse_loss", id="whole_values")
def rounded_values(y, y_hat):
    return ((y_hat - y.round()) ** 2).mean()


@misconception("mse_loss", id="whole_values", match="output dtype")
def all_whole(y, y_hat):
    return ((y_hat.long() - y.long()) ** 2).mean()


@misconception("mse_loss", id="whole_values", match="does not require grad")
def all_whole_and_back(y, y_hat):
    return ((y_hat.long() - y.long()) ** 2).float().mean()


@misconception("mse_loss", title="The square of the mean in place of the mean of the squares")
def square_of_mean(y, y_hat):
    """
    You average the errors first and square afterwards. Errors of opposite sign cancel before they count, so that a
    line can look perfect and miss every point. Square each error by itself, then average.
    """
    return (y - y_hat).mean() ** 2


@misconception("mse_loss", id="square_of_mean")
def square_of_sum(y, y_hat):
    return (y - y_hat).sum() ** 2


@misconception("mse_loss", id="square_of_mean")
def square_of_sum_over_n(y, y_hat):
    return (y - y_hat).sum() ** 2 / y.numel()


@misconception("mse_loss", title="The root of the mean squared error")
def root(y, y_hat):
    """
    You take a square root at the end. That number has the unit of y and is nice to report, and it is smallest for the
    same line. But it is another function, with another gradient, that hardly shrinks near the goal. Asked for is the
    mean squared error itself.
    """
    return ((y - y_hat) ** 2).mean().sqrt()


@misconception("mse_loss", id="root")
def norm(y, y_hat):
    return torch.linalg.vector_norm(y - y_hat)


@misconception("mse_loss", title="Absolute errors in place of squared ones")
def absolute(y, y_hat):
    """
    You average the size of the errors without squaring them. This loss exists, as mean absolute error, but its
    gradient is as long for small errors as for large ones, so that steps don't get shorter near the goal. Square the
    errors instead.
    """
    return (y - y_hat).abs().mean()


@misconception("mse_loss", id="absolute")
def absolute_summed(y, y_hat):
    return (y - y_hat).abs().sum()


@misconception("mse_loss", title="The errors are not squared")
def not_squared(y, y_hat):
    """
    You average the plain differences. Errors above and below cancel, and the loss has no lowest point: predicting ever
    further off makes it ever smaller. Squaring is what makes every error count, whatever its sign.
    """
    return (y_hat - y).mean()


@misconception("mse_loss", id="not_squared")
def not_squared_and_turned(y, y_hat):
    return (y - y_hat).mean()


@misconception("mse_loss", id="not_squared")
def not_squared_but_summed(y, y_hat):
    return (y_hat - y).sum()


@misconception("mse_loss", title="y and y_hat are squared one by one")
def squares_subtracted(y, y_hat):
    """
    You square both first and subtract afterwards. The difference of two squares isn't the square of the difference: it
    can be negative, and it forgets signs, so that -4 predicted for 4 looks perfect. Subtract first. Brackets are the
    place to look.
    """
    return (y_hat**2 - y**2).mean()


@misconception("mse_loss", id="squares_subtracted")
def squares_subtracted_and_turned(y, y_hat):
    return (y**2 - y_hat**2).mean()


@misconception("mse_loss", id="squares_subtracted")
def brackets_lost(y, y_hat):
    return (y - y_hat**2).mean()


@misconception("mse_loss", id="squares_subtracted")
def brackets_lost_and_turned(y, y_hat):
    return (y_hat - y**2).mean()


@misconception("mse_loss", title="Division by a fixed number of points")
def divided_by_three(y, y_hat):
    """
    Your loss is right for three points and for no other number of them: the divisor is written into the code, or
    taken from the points of the notebook. A loss should work for any points. Take the count from what you are handed,
    or let PyTorch average.
    """
    return ((y - y_hat) ** 2).sum() / 3


@misconception("mse_loss", title="Division by N - 1")
def one_too_few(y, y_hat):
    """
    You divide by one less than the number of points. That correction belongs to estimating a variance around a mean
    that was taken from the same data. A loss is the plain mean: divide by the number of points.
    """
    return ((y - y_hat) ** 2).sum() / (y.numel() - 1)


@misconception("mse_loss", title="The variance of the errors")
def variance(y, y_hat):
    """
    You take the variance, which first subtracts the mean error from every error. What all predictions have in common
    then costs nothing, so the intercept would never be learned. Square the errors themselves, not their distance from
    their mean.
    """
    return (y - y_hat).var()


@misconception("mse_loss", id="variance")
def variance_over_n(y, y_hat):
    return (y - y_hat).var(unbiased=False)


@misconception("mse_loss", title="Large errors count too little")
def huber(y, y_hat):
    """
    Your loss squares small errors only and grows in a straight line for large ones, as the Huber loss does. That helps
    where some points are plainly wrong. The mean squared error treats all errors alike: square each of them.
    """
    return F.huber_loss(y_hat, y)


@misconception("mse_loss", title="One square stands for all")
def largest(y, y_hat):
    """
    Your loss is the largest of the squares, or the one in the middle, and the other points have no say: their gradient
    is zero. In the mean every point counts.
    """
    return ((y - y_hat) ** 2).max()


@misconception("mse_loss", id="largest")
def middle(y, y_hat):
    return ((y - y_hat) ** 2).median()


@misconception("mse_loss", title="The errors are doubled in place of squared")
def doubled_errors(y, y_hat):
    """
    You multiply the errors by two. That keeps their signs, so that errors above and below cancel. To square is to
    multiply a number by itself.
    """
    return ((y - y_hat) * 2).mean()


@misconception("mse_loss", id="doubled_errors")
def doubled_errors_turned(y, y_hat):
    return ((y_hat - y) * 2).mean()


@misconception("mse_loss", title="A tensor is compared with itself", match="does not require grad")
def compared_with_itself(y, y_hat):
    """
    Your loss is zero for every prediction: you subtract a tensor from itself. What was measured and what was predicted
    are to be compared, and both come as arguments.
    """
    return ((y - y) ** 2).mean()


@misconception("mse_loss", id="compared_with_itself")
def prediction_compared_with_itself(y, y_hat):
    return ((y_hat - y_hat) ** 2).mean()


@misconception("mse_loss", title="A column against a row: every prediction meets every point")
def broadcast(y, y_hat):
    """
    One of the tensors is turned into a column of shape (N, 1), the other has shape (N,). PyTorch broadcasts both to N
    times N and compares every prediction with every y. No error, but a wrong loss. Subtract tensors of the same shape:
    print the shape of the difference.
    """
    return ((y_hat.unsqueeze(1) - y) ** 2).mean()


@misconception("mse_loss", id="broadcast")
def broadcast_last(y, y_hat):
    return ((y_hat.unsqueeze(-1) - y) ** 2).mean()


@misconception("mse_loss", id="broadcast")
def broadcast_view(y, y_hat):
    return ((y_hat.view(-1, 1) - y) ** 2).mean()


@misconception("mse_loss", id="broadcast")
def broadcast_other_view(y, y_hat):
    return ((y_hat - y.view(-1, 1)) ** 2).mean()


@misconception("mse_loss", id="broadcast")
def broadcast_column_against_flat(y, y_hat):
    return ((y_hat.reshape(-1, 1) - y.reshape(-1)) ** 2).mean()


@misconception(
    "mse_loss",
    title="The loss is cut off from the graph",
    match=r"does not require grad|'(float|numpy\.\w+)' object has no attribute 'backward'",
)
def loss_cut_off(y, y_hat):
    """
    The number is right, but it is only a number: `backward()` needs a tensor that remembers how it was computed.
    `.item()`, `float(...)`, `.detach()`, `.data`, `torch.tensor(...)` and `torch.no_grad()` all tear the history off.
    Keep them for printing, and return the tensor that the arithmetic gives you.
    """
    return ((y - y_hat) ** 2).mean().detach()


@misconception("mse_loss", id="loss_cut_off", match=r"'(float|numpy\.\w+)' object has no attribute 'backward'")
def loss_as_float(y, y_hat):
    return ((y - y_hat) ** 2).mean().item()


@misconception("mse_loss", id="loss_cut_off")
def loss_wrapped_anew(y, y_hat):
    return torch.tensor(((y - y_hat) ** 2).mean().item(), requires_grad=True)


@misconception("mse_loss", title="One loss per point in place of one number", match="scalar outputs|shape")
def not_averaged(y, y_hat):
    """
    You return a squared error for each point. `backward()` starts from a single number and refuses a whole series, for
    which there would be many gradients. Boil the squares down to one number, a tensor without any dimension.
    """
    return (y - y_hat) ** 2


@misconception("mse_loss", title="The loss is a tensor with one entry, not a 0-d tensor")
def kept_dimension(y, y_hat):
    """
    The number is right, but it comes in a box: a shape such as (1,) in place of no dimension at all. Averaging with
    `keepdim`, a reshape or an `unsqueeze` leaves such a box behind. Average over all entries at once.
    """
    return ((y - y_hat) ** 2).mean().reshape(1)


@misconception("mse_loss", id="kept_dimension")
def first_dimension_kept(y, y_hat):
    return ((y - y_hat) ** 2).mean(dim=0, keepdim=True)


@misconception("mse_loss", title="The argument y is ignored", match="size of tensor|must match")
def global_heights(y, y_hat):
    """
    You compare with the points of the notebook, not with those handed in. With other points the shapes don't even fit,
    or, worse, they do and the loss is wrong in silence. Use the names in the first line of your function.
    """
    return ((globals()["y"] - y_hat) ** 2).mean()


@misconception(
    "mse_loss", title="The predictions are made inside the loss", match="positional argument|values to unpack"
)
def other_loss_signature(y, x, params):
    """
    Your loss takes other arguments than it is called with, or makes predictions itself. It is handed two tensors of
    the same shape: what was measured, and what the line says. Predicting is the business of the other function, so
    that the loss suits any model.
    """
    return ((y - f_linear(x, params)) ** 2).mean()


@misconception("mse_loss", id="other_loss_signature", match="values to unpack|size of tensor|must match")
def predicted_again(y, y_hat):
    return ((y - f_linear(x, y_hat)) ** 2).mean()


@misconception("mse_loss", title="y is overwritten")
def y_overwritten(y, y_hat):
    """
    The first loss is right, the second compares with a y that is no longer y: an in-place operation, such as `-=` or a
    method whose name ends in an underscore, has written the errors into the caller's tensor. In a loop the points would
    be spoiled from epoch 2 on. Give the errors a tensor of their own.
    """
    y -= y_hat.detach()
    return ((y - (y_hat - y_hat.detach())) ** 2).mean()


@misconception("mse_loss", title="Nothing is returned", match="NoneType")
def loss_returns_nothing(y, y_hat):
    """
    Your function hands back `None`, so there is nothing to call `backward()` on. Perhaps the loss is printed, or kept
    under a local name that is gone when the function ends. End with a `return` line, at the right depth of indentation.
    """
    print(((y - y_hat) ** 2).mean())


@misconception(
    "mse_loss",
    title="backward() is called inside the loss",
    match="does not require grad|through the graph a second time",
)
def backward_inside_loss(y, y_hat):
    """
    A loss only measures; going back through the graph is the caller's decision. Your function calls `backward()`
    itself: it breaks where no gradient is wanted, and where one is, the graph is used up when the caller goes back.
    Return the loss and leave it at that.
    """
    loss = ((y - y_hat) ** 2).mean()
    loss.backward()
    return loss


@misconception("mse_loss", title="^ is no power", match="bitwise_xor")
def hat_for_power(y, y_hat):
    """
    In Python `^` compares bits, and PyTorch can't do that with decimal numbers. The operator for a power is written with
    two characters; there is a function too.
    """
    return ((y - y_hat) ^ 2).mean()


@misconception("mse_loss", title="A dimension that is not there", match="Dimension out of range")
def second_dimension(y, y_hat):
    """
    The error says that there is no such dimension. Your tensors have one, with the number 0; dimension 1 would be the
    columns of a table. The mean of all entries needs no dimension to be named.
    """
    return ((y - y_hat) ** 2).mean(dim=1)


@misconception(
    "mse_loss",
    title="A method that tensors do not have",
    match=r"'Tensor' object has no attribute|torch.* has no attribute|invalid combination",
)
def no_such_loss(y, y_hat):
    """
    The error names something that doesn't exist, or is called with something that it can't take: a numpy function is no
    match for a tensor with a graph. Tensors can subtract, square and average by themselves. Check the spelling in
    PyTorch's documentation.
    """
    return (y - y_hat).sqr().mean()


@misconception("mse_loss", id="no_such_loss", match="has no attribute")
def no_such_function(y, y_hat):
    return torch.mse_loss(y_hat, y)


@misconception("mse_loss", title="A name that is not defined", match="is not defined")
def undefined_in_loss(y, y_hat):
    """
    The error names something that your function doesn't know: perhaps a module that was never imported, or an argument
    spelled differently. Compare your names with the first line.
    """
    return ((y - y_pred) ** 2).mean()  # noqa: F821


# --- gradient_step ----------------------------------------------------------------------------


@misconception("gradient_step", title="The new params are no leaf")
def no_leaf(params, learning_rate):
    """
    The numbers are right, but after the next `backward()` their `grad` is `None`. You computed them while PyTorch was
    recording, so they are a result, not a leaf, and gradients are kept in leaves only. Even marked with
    `requires_grad` they remain what they are. Cut the new tensor off from its history first.
    """
    return params - learning_rate * params.grad


@misconception("gradient_step", id="no_leaf", match="requires_grad flags of leaf")
def result_marked(params, learning_rate):
    new = params - learning_rate * params.grad
    new.requires_grad = True
    return new


@misconception("gradient_step", title="The new params do not require grad", match="does not require grad")
def not_marked(params, learning_rate):
    """
    The numbers are right, but the next `backward()` finds nothing that requires grad. Under `torch.no_grad()`, after
    `.detach()` or from `torch.tensor(...)` a tensor starts out untracked, and that is right for computing the step.
    But the next epoch wants gradients for it: say so before you return it.
    """
    return (params - learning_rate * params.grad).detach()


@misconception("gradient_step", title="The new params keep their history")
def history_kept(params, learning_rate):
    """
    Your new params hold on to the graph that made them. `retain_grad()` lets them show a gradient, but the next
    `backward()` goes on through them into the old params, and on through all epochs before. The graph grows, and so
    do time and memory. A fresh start needs a tensor without history.
    """
    new = params - learning_rate * params.grad
    new.retain_grad()
    return new


@misconception("gradient_step", title="The old params are changed")
def in_place(params, learning_rate):
    """
    Your step is right, but it moves the tensor that was handed in. Whoever kept it to compare, or to go back, has lost
    it; and its old gradient is still there, to which the next `backward()` would add. Asked for is a new tensor: leave
    the old one as it was.
    """
    with torch.no_grad():
        params -= learning_rate * params.grad
    return params


@misconception("gradient_step", id="in_place")
def in_place_and_silent(params, learning_rate):
    params.data -= learning_rate * params.grad
    params.grad = None


@misconception("gradient_step", id="in_place")
def in_place_and_cleared(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad
    params.grad = None
    return params


@misconception("gradient_step", id="in_place")
def in_place_and_nothing_else(params, learning_rate):
    params.data -= learning_rate * params.grad


@misconception("gradient_step", id="in_place")
def in_place_and_copied(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad
    return params.detach().clone().requires_grad_()


@misconception("gradient_step", id="in_place")
def shares_its_numbers(params, learning_rate):
    new = params.detach()
    new -= learning_rate * params.grad
    return new.requires_grad_()


@misconception("gradient_step", id="in_place", match="does not require grad")
def shares_its_numbers_unmarked(params, learning_rate):
    new = params.data
    new -= learning_rate * params.grad
    return new


@misconception(
    "gradient_step", title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad"
)
def recorded(params, learning_rate):
    """
    PyTorch refuses: you change a leaf in place while it is recording. Pausing the record would silence the error, but
    the tensor handed in would still be changed, and it is to stay as it is. Compute new numbers from the old ones
    rather than write over them.
    """
    params -= learning_rate * params.grad
    return params


@misconception("gradient_step", title="Nothing new comes back")
def step_returns_nothing(params, learning_rate):
    """
    Your function returns `None`, and the tensor handed in is as it was: so the step is lost. A line such as
    `params = ...` gives a new tensor a local name, which is gone when the function ends. Return the new tensor.
    """
    params = (params - learning_rate * params.grad).detach().requires_grad_()


@misconception("gradient_step", title="The numbers are the old ones")
def not_moved(params, learning_rate):
    """
    What you return has the values of what you were given. Perhaps the gradient was cleared before it was used, or the
    old tensor is returned in place of the new one, or a method that needs an underscore to work in place had none.
    Print old, gradient and new just before the `return`.
    """
    new = params.detach().clone()
    new.sub(learning_rate * params.grad)
    return new.requires_grad_()


@misconception("gradient_step", id="not_moved")
def old_returned(params, learning_rate):
    new = (params - learning_rate * params.grad).detach().requires_grad_()
    return params


@misconception("gradient_step", title="The new leaf brings the old gradient along")
def stale_gradient(params, learning_rate):
    """
    The numbers are right, but the new leaf starts with the gradient of the old one, since a deep copy copies that too,
    or because you assigned it. The next `backward()` adds to it, and every step from then on uses a sum. A new leaf
    should start with nothing.
    """
    new = copy.deepcopy(params)
    new.data -= learning_rate * params.grad
    return new


@misconception("gradient_step", title="Uphill in place of downhill")
def ascent(params, learning_rate):
    """
    You add the gradient. It points to where the loss grows fastest, so that each step makes the fit worse, faster and
    faster. Move against it: one sign is all it takes.
    """
    return (params + learning_rate * params.grad).detach().requires_grad_()


@misconception("gradient_step", title="The learning rate is left out")
def no_rate(params, learning_rate):
    """
    You move by the whole gradient. Its direction is right, but its size isn't made for a step: on steep ground it
    throws you far across the valley, further up each time. The learning rate scales it down.
    """
    return (params - params.grad).detach().requires_grad_()


@misconception("gradient_step", title="The gradient is left out")
def no_gradient(params, learning_rate):
    """
    You subtract the learning rate alone, so that every entry goes down by the same small number, whatever the data
    says. The gradient tells for each entry which way and how far; the rate only scales it.
    """
    return (params - learning_rate).detach().requires_grad_()


@misconception("gradient_step", title="The values in place of the gradient")
def values_for_gradient(params, learning_rate):
    """
    You subtract a part of the params themselves, so that they merely shrink towards zero. What `backward()` found out
    isn't in the tensor's values but in its attribute `grad`. Use that for the step.
    """
    return (params - learning_rate * params).detach().requires_grad_()


@misconception("gradient_step", title="The step alone, without where it starts")
def step_alone(params, learning_rate):
    """
    You return how far to go, not where you arrive: the old values don't enter. A step starts at the present position,
    so that the progress of all epochs adds up. Take the scaled gradient away from the old values.
    """
    return (-learning_rate * params.grad).requires_grad_()


@misconception("gradient_step", id="step_alone")
def step_alone_unsigned(params, learning_rate):
    return (learning_rate * params.grad).requires_grad_()


@misconception("gradient_step", id="step_alone")
def gradient_alone(params, learning_rate):
    return params.grad.clone().requires_grad_()


@misconception("gradient_step", title="Only the slope is moved")
def only_slope(params, learning_rate):
    """
    Only the first entry moves. Both have an entry in the gradient, and both need a step, or the line turns around a
    fixed height and never fits. Work on the tensor as a whole: tensors of one shape are subtracted entry by entry.
    """
    new = params.detach().clone()
    new[0] -= learning_rate * params.grad[0]
    return new.requires_grad_()


@misconception("gradient_step", title="Only the intercept is moved")
def only_intercept(params, learning_rate):
    """
    Only the last entry moves. Both have an entry in the gradient, and both need a step, or the line merely slides up
    and down. Work on the tensor as a whole: tensors of one shape are subtracted entry by entry.
    """
    new = params.detach().clone()
    new[1] -= learning_rate * params.grad[1]
    return new.requires_grad_()


@misconception("gradient_step", title="Slope and intercept get each other's gradient")
def gradients_swapped(params, learning_rate):
    """
    Each entry moves by the other one's gradient. `params.grad` has the same order as `params`: slope first, then
    intercept. You need not take it apart at all: tensors of one shape are subtracted entry by entry.
    """
    return (params - learning_rate * params.grad.flip(0)).detach().requires_grad_()


@misconception("gradient_step", title="One gradient for all entries")
def gradient_averaged(params, learning_rate):
    """
    You boil the gradient down to one number and move every entry by it. But the loss is steeper in one than in the
    other, and may even fall in one and rise in the other. Let each entry move by its own part of the gradient.
    """
    return (params - learning_rate * params.grad.mean()).detach().requires_grad_()


@misconception("gradient_step", id="gradient_averaged")
def gradient_summed(params, learning_rate):
    return (params - learning_rate * params.grad.sum()).detach().requires_grad_()


@misconception(
    "gradient_step", title="A plain number is asked of several", match="only one element|converted to Scalar"
)
def gradient_as_item(params, learning_rate):
    """
    `.item()` and `float(...)` work on tensors with one entry; the gradient has one for each of the params. There is no
    need for plain numbers here: tensors of one shape are subtracted entry by entry.
    """
    return (params - learning_rate * params.grad.item()).detach().requires_grad_()


@misconception("gradient_step", id="gradient_as_item", match="only one element|converted to")
def tensor_of_a_list_of_a_tensor(params, learning_rate):
    return torch.tensor([params - learning_rate * params.grad], requires_grad=True)


@misconception("gradient_step", title="Only the direction of the gradient counts")
def sign_only(params, learning_rate):
    """
    You keep the direction of the gradient and throw its length away, by its sign, by dividing by its norm, or by an
    optimizer such as Adam. This isn't gradient descent: steps wouldn't get shorter near the goal. Use the gradient as
    it is.
    """
    return (params - learning_rate * params.grad.sign()).detach().requires_grad_()


@misconception("gradient_step", id="sign_only")
def normalised_gradient(params, learning_rate):
    return (params - learning_rate * params.grad / params.grad.norm()).detach().requires_grad_()


@misconception("gradient_step", title="A fixed learning rate")
def rate_fixed(params, learning_rate):
    """
    Your step always uses the same rate and ignores the one handed in. That goes well until somebody has other points,
    for which it may be far too long or too short. Use the argument.
    """
    return (params - 0.05 * params.grad).detach().requires_grad_()


@misconception("gradient_step", id="rate_fixed")
def rate_fixed_small(params, learning_rate):
    return (params - 0.01 * params.grad).detach().requires_grad_()


@misconception("gradient_step", id="rate_fixed")
def rate_fixed_large(params, learning_rate):
    return (params - 0.1 * params.grad).detach().requires_grad_()


@misconception("gradient_step", title="The learning rate is used twice")
def rate_squared(params, learning_rate):
    """
    The rate enters your step squared, perhaps since the gradient was scaled before and then scaled again. A small rate
    becomes a tiny one, and training hardly moves. Multiply by the rate once.
    """
    return (params - learning_rate**2 * params.grad).detach().requires_grad_()


@misconception("gradient_step", title="Division by the learning rate")
def rate_divided(params, learning_rate):
    """
    You divide the gradient by the rate, so that the smaller the rate, the longer the step: just the wrong way round.
    The rate says how much of the gradient to go, so it multiplies.
    """
    return (params - params.grad / learning_rate).detach().requires_grad_()


@misconception("gradient_step", title="The step is twice as long as it should be")
def doubled(params, learning_rate):
    """
    You move twice as far. Perhaps the update stands there twice, or a factor of 2 is left over from working out the
    derivative of a square: the gradient contains that already. Move once, by rate times gradient.
    """
    return (params - 2 * learning_rate * params.grad).detach().requires_grad_()


@misconception("gradient_step", title="The step is shorter than it should be")
def step_halved(params, learning_rate):
    """
    You divide the step, perhaps by the number of params, or to correct for a factor of 2 in the derivative. The
    gradient is right as it is: autograd has taken care of every factor in the loss. Move by rate times gradient.
    """
    return (params - learning_rate * params.grad / 2).detach().requires_grad_()


@misconception("gradient_step", id="step_halved")
def divided_by_count(params, learning_rate):
    return (params - learning_rate * params.grad / params.numel()).detach().requires_grad_()


@misconception("gradient_step", title="There is no gradient where you look for it: it is None", match="NoneType")
def cleared_first(params, learning_rate):
    """
    When you compute the step, the gradient is `None`. Either you set it to `None` yourself, or you ask a copy for it:
    `.detach()`, `.clone()` and `.data` copy the values, and the gradient stays with the original. An entry, such as
    `params[0]` or what a loop over `params` yields, has none either. Ask the tensor that was handed in, as a whole, and
    leave its gradient alone.
    """
    new = params.detach().clone()
    return (new - learning_rate * new.grad).requires_grad_()


@misconception("gradient_step", title="The new params have another shape")
def boxed(params, learning_rate):
    """
    The numbers are right, but they come in a box, with one dimension more than the old params: square brackets around
    a tensor, `stack` or `unsqueeze` make one. The next prediction would take them apart in the wrong place. Keep the
    shape.
    """
    return torch.stack([params - learning_rate * params.grad]).detach().requires_grad_()


@misconception("gradient_step", title="More than the params is returned")
def step_returns_tuple(params, learning_rate):
    """
    You return several things in a tuple or list, such as slope and intercept one by one, or the gradient besides.
    Whoever calls your step goes on with what it returns as if it were the params. Return one tensor.
    """
    new = (params - learning_rate * params.grad).detach().requires_grad_()
    return new, params.grad


@misconception("gradient_step", id="step_returns_tuple")
def one_by_one(params, learning_rate):
    new = (params - learning_rate * params.grad).detach().requires_grad_()
    return new[0], new[1]


@misconception("gradient_step", id="step_returns_tuple")
def plain_list(params, learning_rate):
    return (params - learning_rate * params.grad).tolist()


@misconception("gradient_step", title="backward() is called on the params", match="scalar outputs")
def backward_of_params(params, learning_rate):
    """
    You call `backward()` in the step, on a tensor with several entries. That has happened before: the caller went back
    from the loss, and the gradient is there, in `params.grad`. The step only uses it.
    """
    params.backward()
    return (params - learning_rate * params.grad).detach().requires_grad_()


@misconception("gradient_step", id="backward_of_params")
def backward_of_their_sum(params, learning_rate):
    params.sum().backward()
    return (params - learning_rate * params.grad).detach().requires_grad_()


@misconception("gradient_step", title="A method that tensors do not have", match="object has no attribute")
def no_step_method(params, learning_rate):
    """
    The error names something that a tensor does not have. `step()` and `zero_grad()` belong to optimizers; a tensor has
    its values and, in the attribute `grad`, its gradient. The step is simple arithmetic with these two and the rate.
    Check your spelling too.
    """
    return params.step(learning_rate)


@misconception(
    "gradient_step", title="A name that is not defined", match="is not defined|cannot access|referenced before"
)
def undefined_in_step(params, learning_rate):
    """
    The error names something that exists neither in your function nor in the file, perhaps a short form such as `lr`
    for the argument's full name, or the loss, which belongs to another function. All that the step needs is in its two
    arguments. Compare the spelling with your first line.
    """
    return (params - lr * params.grad).detach().requires_grad_()  # noqa: F821


# --- fit --------------------------------------------------------------------------------------


def descend(loss_of, params, n_epochs, learning_rate):
    """Fit as the reference does, but to a loss of one's own, `loss_of(params)`."""
    losses = []
    for _ in range(n_epochs):
        loss = loss_of(params)
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


def right(x, y, params, n_epochs, learning_rate):
    """Fit as the reference does."""
    return descend(lambda p: mse_loss(y, f_linear(x, p)), params, n_epochs, learning_rate)


@misconception("fit", title="Gradients pile up from epoch to epoch")
def never_cleared(x, y, params, n_epochs, learning_rate):
    """
    `backward()` adds to `params.grad`. Your first step is right, but from the second on each uses the sum of all
    gradients so far, and the line swings to and fro. You keep one tensor and change it in place: then its gradient has
    to be cleared in every epoch. A new leaf at each step comes without one.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            params -= learning_rate * params.grad
    return params, losses


@misconception("fit", title="The params never move")
def never_moves(x, y, params, n_epochs, learning_rate):
    """
    After any number of epochs you're where you started, and all losses are the same. A step doesn't change the tensor
    it is given, it returns another: if nobody takes it, the step is lost. The same comes of clearing the gradient just
    before the update, and of an optimizer that was made for another tensor. Go on with what the step returns.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", id="never_moves")
def optimizer_of_the_start(x, y, params, n_epochs, learning_rate):
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    copied = params.detach().clone().requires_grad_()
    return with_optimizer(optimizer, x, y, copied, n_epochs)


@misconception("fit", title="The start is returned in place of the fitted params")
def start_returned(x, y, params, n_epochs, learning_rate):
    """
    The losses fall as they should, but the params that come back are those handed in. The fitting went on under
    another name, or on a copy, and the original never heard of it. Return the tensor that the last step gave you.
    """
    fitted, losses = right(x, y, params, n_epochs, learning_rate)
    return params, losses


@misconception(
    "fit", title="There is no gradient when the step needs it", match="unsupported operand|must be Tensor"
)
def no_backward(x, y, params, n_epochs, learning_rate):
    """
    The gradient is `None` when it is used. Is `backward()` called, with its brackets, and
    before the step? Is the gradient cleared only after that? Is there just one step, as a new leaf has no gradient yet?
    And is it the leaf that you ask? Entries such as `params[0]` and copies get none.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", id="no_backward", match="unsupported operand|must be Tensor")
def stepped_twice(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception(
    "fit", title="In the second epoch params get no gradient", match="unsupported operand|must be Tensor"
)
def rebound(x, y, params, n_epochs, learning_rate):
    """
    The first epoch is right; in the second `params.grad` is `None`. A line such as `params = params - ...` makes a
    tensor that is the result of an operation, and `backward()` leaves gradients in leaves only: you have written a
    function that makes leaves. Or the loss stands before the loop, and doesn't know the new params at all.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = params - learning_rate * params.grad
    return params, losses


@misconception("fit", id="rebound", match="unsupported operand|must be Tensor")
def forward_once_retained(x, y, params, n_epochs, learning_rate):
    loss = mse_loss(y, f_linear(x, params))
    losses = []
    for _ in range(n_epochs):
        loss.backward(retain_graph=True)
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", title="From the second epoch on params require no gradient", match="does not require grad")
def mark_lost(x, y, params, n_epochs, learning_rate):
    """
    The first epoch is right; in the second `backward()` finds nothing that requires grad. An update under
    `torch.no_grad()`, or with `.detach()`, makes a new tensor that isn't tracked. Tell it that the next epoch wants its
    gradient, or use the step that you have written.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        with torch.no_grad():
            params = params - learning_rate * params.grad
    return params, losses


@misconception(
    "fit", title="The gradient is cleared where there is none", match="'NoneType' object has no attribute"
)
def none_zeroed(x, y, params, n_epochs, learning_rate):
    """
    `params.grad` is `None` when you clear it: before the first `backward()` there is no gradient yet, and a new leaf
    has none either. `None` can't be zeroed. With a new leaf at each step there is never anything to clear.
    """
    losses = []
    for _ in range(n_epochs):
        params.grad.zero_()
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", id="none_zeroed", match="'NoneType' object has no attribute")
def none_zeroed_after_the_step(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
        params.grad.zero_()
    return params, losses


@misconception("fit", title="A tensor is asked for its truth value", match="Boolean value")
def truth_of_the_gradient(x, y, params, n_epochs, learning_rate):
    """
    `if params.grad:` asks a tensor of several numbers for one yes or no, and it has several answers. As long as there
    is no gradient, nobody notices: `None` counts as no. To ask whether there is one at all, compare with `None`.
    """
    losses = []
    for _ in range(n_epochs):
        if params.grad:
            params.grad.zero_()
        loss = mse_loss(y, f_linear(x, params))
        losses.append(loss.item())
        loss.backward()
        with torch.no_grad():
            params -= learning_rate * params.grad
    return params, losses


@misconception(
    "fit", title="numpy() is asked of a tensor that requires grad", match=r"call numpy\(\) on Tensor that requires"
)
def numpy_in_fit(x, y, params, n_epochs, learning_rate):
    """
    Turning a tensor into NumPy's numbers would cut it off from the params, so torch refuses wherever a gradient is
    still to flow. It comes from `.numpy()`, from `numpy.array(...)`, or from a plot that is given the tensor itself.
    For a print, a plot or a list no gradient is needed: say so first, or take the plain number out.
    """
    losses = []
    for _ in range(n_epochs):
        losses.append(mse_loss(y, f_linear(x, params)).numpy())
    return params, losses


@misconception("fit", title="The gradient is clipped")
def clipped(x, y, params, n_epochs, learning_rate):
    """
    Gradients that are large are cut down before the step. That is done where training would fly off otherwise, but it
    is another rule than plain gradient descent: as long as the loss is steep, each step is shorter than rate times
    gradient, and after the same number of epochs the params have not come as far. Let each step use the gradient as
    `backward()` leaves it.
    """
    return _clipping(x, y, params, n_epochs, learning_rate, lambda p: nn.utils.clip_grad_norm_(p, 1.0))


def _clipping(x, y, params, n_epochs, learning_rate, clip):
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        clip(params)
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", id="clipped")
def clipped_at_half(x, y, params, n_epochs, learning_rate):
    return _clipping(x, y, params, n_epochs, learning_rate, lambda p: nn.utils.clip_grad_norm_(p, 0.5))


@misconception("fit", id="clipped")
def clipped_at_five(x, y, params, n_epochs, learning_rate):
    return _clipping(x, y, params, n_epochs, learning_rate, lambda p: nn.utils.clip_grad_norm_(p, 5.0))


@misconception("fit", id="clipped")
def clamped(x, y, params, n_epochs, learning_rate):
    return _clipping(x, y, params, n_epochs, learning_rate, lambda p: p.grad.clamp_(-1.0, 1.0))


@misconception("fit", title="The points are turned into whole numbers", match="does not require grad|dtype")
def whole_points(x, y, params, n_epochs, learning_rate):
    """
    `.long()` and `.int()` cut off what stands behind the decimal point. Class numbers have to be whole; heights are used
    as they are, and a line that is fitted to what is left of them is another line. Leave the data in the kind it came in.
    """
    return right(x, y.long(), params, n_epochs, learning_rate)


@misconception("fit", title="A leaf is changed while PyTorch records", match="leaf Variable that requires grad")
def update_recorded(x, y, params, n_epochs, learning_rate):
    """
    PyTorch refuses to change a leaf that requires grad in place while it is recording. The update is no part of the
    prediction and must not enter the graph. Leave it to the step that you have written, which returns a new leaf and
    changes nothing. If you meant to clear something: there is nothing to clear.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params -= learning_rate * params.grad
    return params, losses


@misconception(
    "fit",
    title="The loss is cut off from params",
    match=r"does not require grad|'(float|numpy\.\w+)' object has no attribute 'backward'",
)
def forward_cut_off(x, y, params, n_epochs, learning_rate):
    """
    `backward()` fails, since the loss doesn't remember where it came from. Either `torch.no_grad()`, `.detach()`,
    `.data`, `.item()` or `torch.tensor(...)` stands between `params` and the loss, or, in a later epoch, a line
    `params = ...` has put a new tensor under that name that requires no gradient. Take the plain number for your list
    from the loss, but go back from the loss itself.
    """
    losses = []
    for _ in range(n_epochs):
        with torch.no_grad():
            loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", id="forward_cut_off", match=r"'(float|numpy\.\w+)' object has no attribute 'backward'")
def loss_turned_into_float(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params)).item()
        loss.backward()
        losses.append(loss)
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", title="The forward pass stands outside the loop", match="through the graph a second time")
def forward_once(x, y, params, n_epochs, learning_rate):
    """
    You predict once, before the loop, and go back in every epoch. The graph is used up by the first; and keeping it, as
    the error advises, would only measure at the start again and again. New params need a new prediction and a new loss
    in each epoch.
    """
    y_hat = f_linear(x, params)
    return descend(lambda _: mse_loss(y, y_hat), params, n_epochs, learning_rate)


@misconception("fit", title="backward() counts twice in each epoch", match="through the graph a second time")
def backward_twice(x, y, params, n_epochs, learning_rate):
    """
    You go back through the loss twice before the step, or step twice. Without `retain_graph` PyTorch stops you, because
    the graph is used up; with it, or with a second forward pass, the two gradients add up and each step is twice as
    long. One forward pass, one `backward()`, one step per epoch.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", id="backward_twice")
def backward_twice_retained(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward(retain_graph=True)
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", title="The losses are measured after the step")
def measured_after(x, y, params, n_epochs, learning_rate):
    """
    Your losses are one epoch ahead: the first one in the list belongs to the params after the first step, and the loss
    of the start is missing. Asked for is each loss as it was before that epoch's step, which is the one you have at
    hand when you call `backward()`.
    """
    losses = []
    for _ in range(n_epochs):
        params, _ = right(x, y, params, 1, learning_rate)
        losses.append(mse_loss(y, f_linear(x, params)).item())
    return params, losses


@misconception("fit", title="One loss too many")
def loss_too_many(x, y, params, n_epochs, learning_rate):
    """
    Your list is longer than the number of epochs, by the loss of the start or that of the end. One float per epoch is
    asked for, each measured before its step. Then the start is in it already, and what comes after the last step isn't.
    """
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, [*losses, mse_loss(y, f_linear(x, params)).item()]


@misconception("fit", id="loss_too_many")
def start_twice(x, y, params, n_epochs, learning_rate):
    first = mse_loss(y, f_linear(x, params)).item()
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, [first, *losses]


@misconception("fit", title="The first loss is missing")
def loss_too_few(x, y, params, n_epochs, learning_rate):
    """
    Your list is shorter than the number of epochs: the loss at the start isn't in it. Every epoch measures a loss before
    it steps, the first one too. Append in each round of the loop, without any condition.
    """
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, losses[1:]


@misconception("fit", title="What is kept is not the loss itself")
def rounded(x, y, params, n_epochs, learning_rate):
    """
    Your fit is right, but the numbers in the list are not the losses: they are rounded, or their roots, or multiplied by
    the number of points. Keep each loss as it was measured; round when you print.
    """
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, [round(loss, 2) for loss in losses]


@misconception("fit", id="rounded")
def roots_kept(x, y, params, n_epochs, learning_rate):
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, [loss**0.5 for loss in losses]


@misconception("fit", id="rounded")
def sums_kept(x, y, params, n_epochs, learning_rate):
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, [loss * len(x) for loss in losses]


@misconception("fit", title="Only every tenth loss is kept")
def every_tenth(x, y, params, n_epochs, learning_rate):
    """
    Your list holds the losses of some epochs only, perhaps because appending is indented below the `if` that prints
    now and then. Print as seldom as you like, but keep one loss per epoch.
    """
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, losses[::10]


@misconception(
    "fit", title="Only the last loss comes back", match="referenced before|not associated|out of range|NoneType"
)
def last_loss_only(x, y, params, n_epochs, learning_rate):
    """
    Asked for are the losses of all epochs, one by one, and you return a single one. A name that is assigned in the loop
    holds what the last round left in it, and with 0 epochs it doesn't exist at all. Begin with an empty list and append
    in each round.
    """
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        params = gradient_step(params, learning_rate)
    return params, loss.item()


@misconception("fit", id="last_loss_only", match="referenced before|not associated")
def last_loss_as_tensor(x, y, params, n_epochs, learning_rate):
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        params = gradient_step(params, learning_rate)
    return params, loss


@misconception("fit", id="last_loss_only")
def last_loss_in_a_list(x, y, params, n_epochs, learning_rate):
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, losses[-1:]


@misconception("fit", id="last_loss_only")
def final_loss_only(x, y, params, n_epochs, learning_rate):
    params, _ = right(x, y, params, n_epochs, learning_rate)
    return params, mse_loss(y, f_linear(x, params)).item()


@misconception("fit", id="last_loss_only")
def last_loss_or_none(x, y, params, n_epochs, learning_rate):
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, losses[-1] if losses else None


@misconception("fit", id="last_loss_only")
def last_loss_or_zero(x, y, params, n_epochs, learning_rate):
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, losses[-1] if losses else 0.0


@misconception("fit", id="last_loss_only")
def list_made_in_the_loop(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        losses = []
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", id="last_loss_only", match="referenced before|not associated")
def appended_after_the_loop(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        params = gradient_step(params, learning_rate)
    losses.append(loss.item())
    return params, losses


@misconception("fit", title="All losses are the same number")
def aliased(x, y, params, n_epochs, learning_rate):
    """
    Every entry of your list shows the last loss. You appended one and the same tensor in each round, and then changed
    it in place: the list holds it many times over, not what it once was. A plain number, or a copy, keeps what it
    showed.
    """
    loss_now, losses = torch.zeros(()), []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        loss_now.copy_(loss.detach())
        losses.append(loss_now)
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception("fit", title="The losses are added up")
def running_total(x, y, params, n_epochs, learning_rate):
    """
    Your entries grow where the losses shrink: each one contains all before it. Adding up is for the batches within an
    epoch; here each epoch has one loss of its own. Append it as it is.
    """
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, [sum(losses[: epoch + 1]) for epoch in range(n_epochs)]


@misconception("fit", id="running_total")
def total_only(x, y, params, n_epochs, learning_rate):
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params, sum(losses)


@misconception("fit", title="The params in place of the losses")
def params_kept(x, y, params, n_epochs, learning_rate):
    """
    Your list holds the params of every epoch; asked for are the losses. (And mind, where you update in place: appending
    the tensor itself makes every entry show the last values. A history of params needs a copy per epoch.)
    """
    history = []
    for _ in range(n_epochs):
        history.append(params.detach().clone())
        params, _ = right(x, y, params, 1, learning_rate)
    return params, history


@misconception("fit", id="params_kept")
def params_kept_after(x, y, params, n_epochs, learning_rate):
    history = []
    for _ in range(n_epochs):
        params, _ = right(x, y, params, 1, learning_rate)
        history.append(params)
    return params, history


@misconception("fit", id="params_kept")
def params_kept_and_aliased(x, y, params, n_epochs, learning_rate):
    fitted, _ = right(x, y, params, n_epochs, learning_rate)
    return fitted, [fitted] * n_epochs


@misconception("fit", title="The losses are not returned")
def losses_forgotten(x, y, params, n_epochs, learning_rate):
    """
    The params are right, but no losses come with them. Two things are asked for: the fitted params, and the list with
    one loss per epoch. Keep the losses as you go, and separate the two by a comma in your `return` line.
    """
    params, _ = right(x, y, params, n_epochs, learning_rate)
    return params


@misconception("fit", id="losses_forgotten")
def returned_nothing_in_place(x, y, params, n_epochs, learning_rate):
    fitted, _ = right(x, y, params, n_epochs, learning_rate)
    params.data = fitted.detach()


@misconception("fit", id="losses_forgotten")
def empty_list(x, y, params, n_epochs, learning_rate):
    params, _ = right(x, y, params, n_epochs, learning_rate)
    return params, []


@misconception("fit", title="Losses first, params second")
def returned_in_other_order(x, y, params, n_epochs, learning_rate):
    """
    You return the right things in the wrong order. Whoever unpacks them takes the losses for the params. The contract
    says: first the params, then the losses.
    """
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return losses, params


@misconception("fit", title="The losses come without the params")
def params_forgotten(x, y, params, n_epochs, learning_rate):
    """
    You return the losses alone. They show how well the fitting went, but not what was found, and with a new leaf at
    each step the caller's tensor doesn't know either. Return the params too, and first.
    """
    _, losses = right(x, y, params, n_epochs, learning_rate)
    return losses


@misconception(
    "fit", title="The last loss is all that comes back", match="referenced before|not associated|out of range"
)
def loss_alone(x, y, params, n_epochs, learning_rate):
    """
    You return one loss, and nothing else. Asked for are two things: the fitted params, and a list with the losses of
    all epochs. A name that is assigned in the loop holds what the last round left in it, and with 0 epochs it doesn't
    exist at all.
    """
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        params = gradient_step(params, learning_rate)
    return loss


@misconception("fit", id="loss_alone", match="referenced before|not associated|out of range")
def loss_alone_as_float(x, y, params, n_epochs, learning_rate):
    return right(x, y, params, n_epochs, learning_rate)[1][-1]


@misconception("fit", id="loss_alone")
def loss_alone_or_none(x, y, params, n_epochs, learning_rate):
    losses = right(x, y, params, n_epochs, learning_rate)[1]
    return torch.tensor(losses[-1]) if losses else None


@misconception("fit", title="What is returned is no pair")
def returned_apart(x, y, params, n_epochs, learning_rate):
    """
    Your function hands back something else than a pair, such as slope and intercept one by one, a dictionary, or the
    gradient besides. The caller unpacks two things: the params, in one tensor, and the list of losses.
    """
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return params[0], params[1], losses


@misconception("fit", id="returned_apart")
def returned_as_dict(x, y, params, n_epochs, learning_rate):
    params, losses = right(x, y, params, n_epochs, learning_rate)
    return {"params": params, "losses": losses}


@misconception("fit", title="Nothing is returned")
def returned_nothing(x, y, params, n_epochs, learning_rate):
    """
    Your function hands back `None`, and the tensor handed in hasn't changed: so all that was found is gone when the
    function ends. End with a line that returns params and losses, after the loop and not inside it.
    """
    right(x, y, params, n_epochs, learning_rate)


@misconception("fit", title="One epoch too few")
def epoch_too_few(x, y, params, n_epochs, learning_rate):
    """
    Your loop makes one step less than asked for. A `range` stops before its second number, so counting from 1 to
    `n_epochs` loses one. Count the steps, and the losses, for n_epochs = 1.
    """
    return right(x, y, params, n_epochs - 1, learning_rate)


@misconception("fit", title="One epoch too many")
def epoch_too_many(x, y, params, n_epochs, learning_rate):
    """
    Your loop makes one step more than asked for, and steps even when 0 epochs are wanted. A `range` up to
    `n_epochs + 1`, a `<=` in a `while`, or a step before the loop are the usual causes. Count the steps, and the
    losses, for n_epochs = 1.
    """
    return right(x, y, params, n_epochs + 1, learning_rate)


@misconception("fit", title="Only one epoch counts, however many are asked for")
def one_epoch_only(x, y, params, n_epochs, learning_rate):
    """
    After any number of epochs you're where one epoch leads. Most often `return` is indented into the loop and ends it
    in its first round; or there is no loop at all; or each round starts from the same params again. Return when the
    loop is done, and carry the params on.
    """
    for _ in range(n_epochs):
        return right(x, y, params, 1, learning_rate)


@misconception("fit", id="one_epoch_only")
def no_loop(x, y, params, n_epochs, learning_rate):
    return right(x, y, params, 1, learning_rate)


@misconception("fit", id="one_epoch_only", match="referenced before|not associated")
def afresh_each_epoch(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        start = params.detach().clone().requires_grad_()
        new, loss = right(x, y, start, 1, learning_rate)
        losses += loss
    return new, losses


@misconception("fit", id="one_epoch_only", match="referenced before|not associated")
def new_params_not_used(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        params.grad = None
        new_params, loss = right(x, y, params, 1, learning_rate)
        losses += loss
    return new_params, losses


@misconception(
    "fit", title="The new params are not used in the next epoch", match="referenced before|not associated"
)
def old_params_used(x, y, params, n_epochs, learning_rate):
    """
    Each epoch starts from the params you were handed: the step's result goes by another name, and the loop goes on with
    the old one. All losses are then those of the start; and as the old leaf keeps its gradient, `backward()` adds to it
    in every round. Carry the new params on into the next epoch.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        new_params = gradient_step(params, learning_rate)
    return new_params, losses


@misconception("fit", title="The number of epochs is fixed")
def fixed_epochs(x, y, params, n_epochs, learning_rate):
    """
    Your loop runs as often as it says inside, not as often as it is asked to. A number that is good for your own
    experiments belongs in the call, and the argument `n_epochs` in the loop.
    """
    return right(x, y, params, 50, learning_rate)


@misconception("fit", id="fixed_epochs")
def fixed_at_a_hundred(x, y, params, n_epochs, learning_rate):
    return right(x, y, params, 100, learning_rate)


@misconception("fit", title="A step is taken for each point")
def step_per_point(x, y, params, n_epochs, learning_rate):
    """
    You step after each single point, so that an epoch makes as many steps as there are points. That is stochastic
    gradient descent, and it goes another way. Here an epoch is one step along the gradient of the mean loss over all
    points: predict for the whole of x at once.
    """
    losses = []
    for _ in range(n_epochs):
        losses.append(mse_loss(y, f_linear(x, params)).item())
        for place, height in zip(x, y):
            params, _ = right(place, height, params, 1, learning_rate)
    return params, losses


@misconception("fit", title="The line is applied twice")
def line_twice(x, y, params, n_epochs, learning_rate):
    """
    You feed the predictions into the line again, as if they were places. They are then scaled and shifted twice, and the
    fit looks for params that make sense only for that. Predict once per epoch, from x.
    """
    return descend(lambda p: mse_loss(y, f_linear(f_linear(x, p), p)), params, n_epochs, learning_rate)


@misconception("fit", title="Slope and intercept are taken in the wrong order")
def params_swapped(x, y, params, n_epochs, learning_rate):
    """
    In your loop the second entry of `params` is the slope and the first the intercept. A line is found all the same, but
    from another start, and with its params in the wrong places. The order is slope first, then intercept.
    """
    return descend(lambda p: mse_loss(y, p[1] * x + p[0]), params, n_epochs, learning_rate)


@misconception("fit", title="The values are cleared in every epoch")
def values_cleared(x, y, params, n_epochs, learning_rate):
    """
    Each epoch sets `params` itself to zero, so that everything found so far is lost. `torch.no_grad()` or `.data` has
    silenced the error that would have warned you. Not even the gradient needs clearing here: a new leaf comes without
    one.
    """
    losses = []
    for _ in range(n_epochs):
        params, loss = right(x, y, torch.zeros(2, requires_grad=True), 1, learning_rate)
        losses += loss
    return params, losses


@misconception("fit", id="values_cleared")
def values_cleared_at_the_end(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        params, loss = right(x, y, params, 1, learning_rate)
        losses += loss
        params.data.zero_()
    return params, losses


@misconception("fit", title="The start that was handed in is ignored")
def fixed_start(x, y, params, n_epochs, learning_rate):
    """
    Your loop makes params of its own and always starts at the same point. Then nobody can go on from a result, or try
    another start. Where to start is the caller's decision: begin with the argument `params`.
    """
    return right(x, y, torch.ones(2, requires_grad=True), n_epochs, learning_rate)


@misconception("fit", id="fixed_start")
def fixed_start_at_zero(x, y, params, n_epochs, learning_rate):
    return right(x, y, torch.zeros(2, requires_grad=True), n_epochs, learning_rate)


@misconception("fit", id="fixed_start")
def fixed_start_in_the_loop(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        params, loss = right(x, y, torch.ones(2, requires_grad=True), 1, learning_rate)
        losses += loss
    return params, losses


@misconception("fit", title="The true params are returned", match="does not require grad")
def true_params_returned(x, y, params, n_epochs, learning_rate):
    """
    Your result is the line that made the points of the notebook, which no fitting could hit so exactly in so few
    epochs, and which is wrong for any other points. `true_params` are there to compare with. Find the params from x
    and y alone.
    """
    return true_params, right(x, y, params, n_epochs, learning_rate)[1]


@misconception("fit", title="A fixed learning rate")
def fixed_rate(x, y, params, n_epochs, learning_rate):
    """
    Your loop steps at a rate of its own and ignores the one it is handed. That fits until the points change: then it
    may be far too long or too short. Pass the argument on to the step.
    """
    return right(x, y, params, n_epochs, 0.05)


@misconception("fit", id="fixed_rate")
def fixed_rate_small(x, y, params, n_epochs, learning_rate):
    return right(x, y, params, n_epochs, 0.01)


@misconception("fit", id="fixed_rate")
def fixed_rate_large(x, y, params, n_epochs, learning_rate):
    return right(x, y, params, n_epochs, 0.1)


@misconception("fit", title="The points that were handed in are ignored")
def notebook_points(x, y, params, n_epochs, learning_rate):
    """
    Your loop fits the points of the notebook and not those it is handed. While both are the same nobody notices; with
    other points the result is wrong, or the shapes don't fit. Inside a function rely on its arguments alone, and see
    that you use their names.
    """
    return right(globals()["x"], globals()["y"], params, n_epochs, learning_rate)


@misconception("fit", id="notebook_points", match="size of tensor|must match")
def notebook_x(x, y, params, n_epochs, learning_rate):
    return right(globals()["x"], y, params, n_epochs, learning_rate)


@misconception("fit", id="notebook_points", match="size of tensor|must match")
def notebook_y(x, y, params, n_epochs, learning_rate):
    return right(x, globals()["y"], params, n_epochs, learning_rate)


@misconception("fit", title="x and y have changed places")
def data_swapped(x, y, params, n_epochs, learning_rate):
    """
    Your loop predicts x from y. It learns well, but the way back: where a line of given height is. The line takes x,
    and the loss compares what comes out with y. Check the order of the arguments in both calls.
    """
    return right(y, x, params, n_epochs, learning_rate)


@misconception(
    "fit", title="params and x have changed places in a call", match="values to unpack|too many|dimension"
)
def call_swapped(x, y, params, n_epochs, learning_rate):
    """
    The error comes from taking slope and intercept out of something that has another number of entries: you hand the
    line its arguments in the wrong order. First where to look, then the params. Compare your call with the first line
    of the function it calls.
    """
    return descend(lambda p: mse_loss(y, f_linear(p, x)), params, n_epochs, learning_rate)


@misconception("fit", title="A function is called with too few or too many arguments", match="positional argument")
def too_many_arguments(x, y, params, n_epochs, learning_rate):
    """
    The error says which argument is missing, or that there is one too many. The line takes x and one tensor with both
    params inside; the loss takes y and the prediction; the step takes the params and the rate. Compare each of your
    calls with the first line of the function it calls.
    """
    return descend(lambda p: mse_loss(y, f_linear(x, *p)), params, n_epochs, learning_rate)


@misconception("fit", title="The gradient of a sum in place of a mean")
def sum_in_loop(x, y, params, n_epochs, learning_rate):
    """
    Your gradient is too long by the number of points: in the loop the squared errors, or the terms of a gradient worked
    out by hand, are summed where they should be averaged. Average over the points, or call the loss you wrote.
    """
    return descend(lambda p: ((f_linear(x, p) - y) ** 2).sum(), params, n_epochs, learning_rate)


@misconception("fit", id="sum_in_loop")
def sum_by_hand(x, y, params, n_epochs, learning_rate):
    losses = []
    for _ in range(n_epochs):
        losses.append(mse_loss(y, f_linear(x, params)).item())
        params, _ = descend(lambda p: ((f_linear(x, p) - y) ** 2).sum(), params, 1, learning_rate)
    return params, losses


@misconception("fit", title="Each step is half as long as it should be")
def half_gradient(x, y, params, n_epochs, learning_rate):
    """
    The direction is right, but your steps are half as long. Either the loss in your loop carries a factor of one half,
    or a gradient worked out by hand lacks the 2 that squaring brings. Compare your gradient with the one autograd gives
    you for the loss you wrote.
    """
    losses = []
    for _ in range(n_epochs):
        losses.append(mse_loss(y, f_linear(x, params)).item())
        params, _ = right(x, y, params, 1, learning_rate / 2)
    return params, losses


@misconception("fit", id="half_gradient")
def half_loss(x, y, params, n_epochs, learning_rate):
    return descend(lambda p: 0.5 * mse_loss(y, f_linear(x, p)), params, n_epochs, learning_rate)


@misconception("fit", title="The inner derivative is missing")
def inner_derivative_missing(x, y, params, n_epochs, learning_rate):
    """
    In your gradient by hand the slope gets the same number as the intercept. The error depends on the slope through
    slope times x, so by the chain rule each error must be weighted by its x before averaging. Or let autograd do it:
    that's what it is there for.
    """
    losses = []
    with torch.no_grad():
        for _ in range(n_epochs):
            errors = f_linear(x, params) - y
            losses.append((errors**2).mean().item())
            params = params - learning_rate * 2 * errors.mean()
    return params, losses


@misconception("fit", title="A column against a row inside the loop")
def broadcast_in_loop(x, y, params, n_epochs, learning_rate):
    """
    Predictions of shape (N, 1) meet a y of shape (N,), and PyTorch broadcasts them to N times N differences, without an
    error. The best answer to that is a flat line at the mean of y. Keep both tensors in the same shape.
    """
    return right(x.unsqueeze(1), y, params, n_epochs, learning_rate)


@misconception("fit", title="Uphill in place of downhill")
def uphill(x, y, params, n_epochs, learning_rate):
    """
    Your loop adds the gradient, which points to where the loss grows fastest. Every epoch makes the fit worse: look at
    your losses, they rise. Move against the gradient.
    """
    return right(x, y, params, n_epochs, -learning_rate)


@misconception("fit", title="The loss in place of its gradient")
def loss_for_gradient(x, y, params, n_epochs, learning_rate):
    """
    You move both params by the loss itself. The loss says how wrong the line is, not which way is better; as it is
    never negative, your params can only sink. The direction is in `params.grad`, where `backward()` has left one number
    for each param.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = (params - learning_rate * loss).detach().requires_grad_()
    return params, losses


@misconception("fit", title="Only the slope is fitted")
def only_slope_fitted(x, y, params, n_epochs, learning_rate):
    """
    The slope moves, but the intercept stays where it started: the update reaches only the first entry of `params`. The
    line then turns around a fixed height and can't fit. Both entries have a gradient; use both.
    """
    fixed = params[1].detach()
    return descend(lambda p: mse_loss(y, p[0] * x + fixed), params, n_epochs, learning_rate)


@misconception("fit", id="only_slope_fitted")
def intercept_left_out(x, y, params, n_epochs, learning_rate):
    return descend(lambda p: mse_loss(y, p[0] * x), params, n_epochs, learning_rate)


@misconception("fit", title="Only the intercept is fitted")
def only_intercept_fitted(x, y, params, n_epochs, learning_rate):
    """
    The intercept moves, but the slope stays where it started: the update reaches only the last entry of `params`. The
    line then slides up and down without ever turning. Both entries have a gradient; use both.
    """
    fixed = params[0].detach()
    return descend(lambda p: mse_loss(y, fixed * x + p[1]), params, n_epochs, learning_rate)


@misconception("fit", title="Slope and intercept get each other's gradient")
def gradients_exchanged(x, y, params, n_epochs, learning_rate):
    """
    Each param is moved by the other's gradient. The gradient has the order of `params`: slope first, then intercept.
    You need not take it apart at all: tensors of the same shape are subtracted entry by entry.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        params = (params - learning_rate * params.grad.flip(0)).detach().requires_grad_()
    return params, losses


@misconception("fit", title="The learning rate is left out of the update")
def rate_left_out(x, y, params, n_epochs, learning_rate):
    """
    Your loop moves by the whole gradient and ignores the learning rate. Where the loss is steep, such a step lands far
    up the other side of the valley, and the next one further still. Scale each step by the rate that is handed in.
    """
    return right(x, y, params, n_epochs, 1.0)


@misconception("fit", title="Another optimizer than plain gradient descent")
def other_optimizer(x, y, params, n_epochs, learning_rate):
    """
    Your loop doesn't take plain gradient steps: Adam, momentum and their like scale and mix the gradients of several
    epochs. They are good methods, and may even arrive sooner, but along another path. Asked for is one step of rate
    times gradient per epoch.
    """
    return with_optimizer(torch.optim.Adam([params], lr=learning_rate), x, y, params, n_epochs)


@misconception("fit", id="other_optimizer")
def other_optimizer_momentum(x, y, params, n_epochs, learning_rate):
    return with_optimizer(torch.optim.SGD([params], lr=learning_rate, momentum=0.9), x, y, params, n_epochs)


def with_optimizer(optimizer, x, y, params, n_epochs):
    """Fit params in place by an optimizer."""
    losses = []
    for _ in range(n_epochs):
        optimizer.zero_grad()
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses.append(loss.item())
        optimizer.step()
    return params, losses


@misconception("fit", title="The update uses the gradient of the epoch before")
def step_before_backward(x, y, params, n_epochs, learning_rate):
    """
    You step before `backward()`, so each step uses a gradient that was measured earlier, and the first uses none.
    Training lags behind itself. In each epoch: predict, measure the loss, go back, and only then step.
    """
    optimizer = torch.optim.SGD([params], lr=learning_rate)
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        optimizer.step()
        optimizer.zero_grad()
        loss.backward()
        losses.append(loss.item())
    return params, losses


@misconception(
    "fit", title="A method that does not exist", match=r"'(Tensor|function|Parameter|list)' object has no attribute"
)
def no_such_method(x, y, params, n_epochs, learning_rate):
    """
    The error names something that this object doesn't have. `zero_grad()` and `step()` are methods of optimizers; a
    tensor has the attribute `grad`, and `backward()` belongs to the loss that was computed, not to the function that
    computes it. Check your spelling too.
    """
    params.zero_grad()
    return right(x, y, params, n_epochs, learning_rate)


@misconception("fit", title="A name that is not defined", match="is not defined")
def undefined_name(x, y, params, n_epochs, learning_rate):
    """
    Your loop uses a name that exists neither in the function nor in the file. Perhaps it was defined in a cell that is
    gone, or is spelled differently in the arguments. Restart, run everything from the top, and use the arguments under
    the names in your first line.
    """
    return right(x, y, params, n_epochs, lr)  # noqa: F821


@misconception("fit", title="The list of losses is replaced by None", match="NoneType")
def list_lost(x, y, params, n_epochs, learning_rate):
    """
    `append` changes the list and returns `None`. With `losses = losses.append(...)` the list is gone after the first
    round, and the second has nothing to append to. Call `append` without assigning what it returns.
    """
    losses = []
    for _ in range(n_epochs):
        loss = mse_loss(y, f_linear(x, params))
        loss.backward()
        losses = losses.append(loss.item())
        params = gradient_step(params, learning_rate)
    return params, losses


@misconception(
    "fit",
    title="The loss does not get into the list",
    match="concatenate|'float' object is not iterable|0-d tensor|assignment index|'list' object",
)
def added_to_list(x, y, params, n_epochs, learning_rate):
    """
    The error comes from the line that keeps the loss. A number can't be added to a list, and an empty list has no entry
    number 0 to assign to. A list has a method that puts one thing at its end.
    """
    losses = []
    for _ in range(n_epochs):
        params, loss = right(x, y, params, 1, learning_rate)
        losses = losses + loss[0]
    return params, losses


@misconception("fit", id="added_to_list", match="assignment index")
def assigned_to_empty_list(x, y, params, n_epochs, learning_rate):
    losses = []
    for epoch in range(n_epochs):
        params, loss = right(x, y, params, 1, learning_rate)
        losses[epoch] = loss[0]
    return params, losses


@misconception("fit", title="A number is no range", match="'int' object is not iterable|'int' has no len|'range'")
def number_for_range(x, y, params, n_epochs, learning_rate):
    """
    `for` goes through things one by one, and a single number holds nothing to go through. Python has a function that
    counts as far as a number says.
    """
    for _ in n_epochs:
        pass


@misconception(
    "fit",
    title="The loop breaks when there are few epochs or none",
    match="referenced before|not associated|out of range|zero",
)
def breaks_at_zero(x, y, params, n_epochs, learning_rate):
    """
    With 0 epochs, or with few, your function breaks: a name that is only set in the loop doesn't exist afterwards, a
    list filled there is empty, or an interval for printing is rounded down to 0. The fitting itself is right. Use such
    names inside the loop only, and see that intervals are at least 1.
    """
    params, losses = right(x, y, params, n_epochs, learning_rate)
    print("last loss", losses[-1])
    return params, losses


@misconception("fit", id="breaks_at_zero", match="zero")
def report_interval_of_zero(x, y, params, n_epochs, learning_rate):
    losses = []
    for epoch in range(n_epochs):
        params, loss = right(x, y, params, 1, learning_rate)
        losses += loss
        if epoch % (n_epochs // 10) == 0:
            print("epoch", epoch)
    return params, losses
