"""
Wrong answers with a name: a function's docstring is what a student reads who gets the same numbers or error.

Functions that share an id are variants of one mistake, or of mistakes that no check can tell apart: the first
one's title and docstring hold for all.
"""
# The variants' docstring is the first one's, and the code is wrong on purpose.
# ruff: noqa: D103, B018, F841, RET503, RET504

import torch
import torch.nn.functional as F

from grader import misconception

# --- predict ------------------------------------------------------------------------------------


@misconception("predict", title="Input and weight are added")
def added(x, w):
    """
    You add the weight to the input. A weight says how much an input *counts*: twice, half, not at
    all, or against. With w = 0 the neuron should ignore what it sees and answer 0; try that with
    your formula. An offset would be added, but this neuron has none.
    """
    return x + w


@misconception("predict", title="The weight is left out")
def input_returned(x, w):
    """
    Your neuron hands its input on as it is; `w` never enters. In the first example that goes
    unnoticed, as a weight of 1 changes nothing. But what isn't in the prediction can't be trained:
    its derivative is nothing at all. Let the weight act on the input.
    """
    return x


@misconception("predict", id="input_returned", match="does not require grad|backward")
def input_times_one(x, w):
    return x * 1.0


@misconception("predict", title="The input is left out")
def weight_returned(x, w):
    """
    You answer the weight itself, whatever the input is. A neuron that doesn't look at its input
    can't tell one from another. Both arguments have to take part in the prediction.
    """
    return w * 1.0


@misconception(
    "predict", title="The prediction is cut off from w", match="does not require grad|attribute 'backward'"
)
def cut_off(x, w):
    """
    The number is right, but it has lost its history, so `backward()` finds no way back to `w`.
    That happens when `.item()`, `.detach()`, `.data`, `float()`, `torch.tensor(...)` or
    `torch.no_grad()` comes in between. The forward pass is just what PyTorch is to record:
    compute with the tensors as they are.
    """
    return w.detach() * x


@misconception("predict", id="cut_off", match="does not require grad|attribute 'backward'")
def plain_numbers(x, w):
    return w.item() * x.item()


@misconception("predict", id="cut_off", match="does not require grad|attribute 'backward'")
def made_anew(x, w):
    return torch.tensor(float(w * x))


@misconception("predict", id="cut_off")
def made_anew_as_a_leaf(x, w):
    return torch.tensor(float(w * x), requires_grad=True)


@misconception("predict", title="An activation function is applied")
def rectified(x, w):
    """
    Positive predictions are right, negative ones come out as 0: that is what ReLU does. Many
    networks have such a bend after each neuron, but this one has none: its answer is the
    weighted input, of either sign. (Where ReLU is flat, its derivative is 0 and the weight learns
    nothing.)
    """
    return torch.relu(w * x)


@misconception("predict", title="The answer is squeezed into a fixed range")
def squashed(x, w):
    """
    Your predictions stay between fixed bounds, as those of a sigmoid or tanh do. That's right for
    a neuron that answers yes or no; but ours should be able to answer 10. It has no activation
    function: the weighted input itself is the prediction.
    """
    return torch.sigmoid(w * x)


@misconception("predict", id="squashed")
def squashed_by_tanh(x, w):
    return torch.tanh(w * x)


@misconception("predict", title="A yes-or-no answer", match="does not require grad|attribute 'backward'")
def thresholded(x, w):
    """
    Your neuron answers only yes or no, as the perceptron of 1958 did. A step has derivative 0
    everywhere, and no history, so there is nothing for backpropagation to go back through. The
    neuron of this exercise has no threshold: hand out the weighted input itself.
    """
    return (w * x > 0).float()


@misconception("predict", id="thresholded")
def sign_only(x, w):
    return torch.sign(w * x)


@misconception("predict", title="Something is added to the weighted input")
def with_offset(x, w):
    """
    Your predictions are all off by the same amount: besides the weighted input there is a constant
    in your formula. Many neurons have such an offset (a bias), and it would be a parameter of its
    own. This one has a weight only, so that with an input of 0 it answers 0.
    """
    return w * x + 1


@misconception("predict", title="The input is overwritten")
def overwritten(x, w):
    """
    The first prediction is right, the next one starts from an input that is no longer the input:
    an in-place operation, such as `*=` or a method whose name ends in an underscore, has written
    your prediction into the caller's `x`. Give the result a tensor of its own.
    """
    x *= w
    return x


@misconception("predict", id="overwritten")
def overwritten_by_a_method(x, w):
    return x.mul_(w)


@misconception("predict", title="Division in place of multiplication")
def divided(x, w):
    """
    You divide the input by the weight. So a larger weight makes the input count less, which is
    the opposite of weighing it, and a weight of 0 would end in infinity. With w = 1 both give the
    same, which is why the first example passes.
    """
    return x / w


@misconception("predict", title="A power in place of a product")
def raised_to_a_power(x, w):
    """
    Two stars are a power, one is a product. You raise one number to the other. For w = 1 that is
    the same, and for a negative input with a broken exponent it isn't even a number (nan).
    """
    return x**w


@misconception(
    "predict", title="A dot or matrix product in place of plain multiplication", match="1D|matmul|dimension"
)
def dot_product(x, w):
    """
    The error comes from a dot or matrix product, which needs vectors or matrices on both sides.
    Here `x` and `w` are single numbers, tensors without any dimension. Two numbers are multiplied
    as numbers always are.
    """
    return torch.dot(x, w)


@misconception("predict", id="dot_product", match="1D|matmul|dimension")
def matrix_product(x, w):
    return w @ x


@misconception("predict", title="The prediction has a dimension too many")
def put_in_a_list(x, w):
    """
    The number is right, but it comes in a tensor of shape (1,), as if there were a list of
    predictions. Such shapes are broadcast later on without any error, and losses come out wrong.
    One input, one prediction, no dimension: leave the shape as the arithmetic makes it.
    """
    return (w * x).unsqueeze(0)


@misconception("predict", title="The argument w is ignored")
def global_weight(x, w):
    """
    Whatever weight is handed in, yours is always the same: that of the notebook, or a fixed number.
    Inside a function its parameters are the whole world. If you change a weight to see what
    happens, as training does, nothing may depend on another one.
    """
    return globals()["w"] * x


@misconception("predict", title="The argument x is ignored")
def global_input(x, w):
    """
    Whatever input is handed in, your neuron sees the one at the top of the notebook, or a fixed
    number. It works for the first example and for no other. Use the name from the first line of
    your function.
    """
    return w * globals()["x"]


@misconception("predict", title="A name that is not defined", match="is not defined")
def unknown_name(x, w):
    """
    Python meets a name in your function that nobody has given a value. Compare each name with
    those in the first line of the function, letter by letter; a neuron with an offset, for
    instance, would need one more parameter than this one has.
    """
    return w * x + bias


@misconception("predict", title="Nothing is returned", match="NoneType")
def printed_only(x, w):
    """
    Your function hands back `None`. Perhaps the prediction is printed, or kept under a local name
    that is gone when the function ends. Printing is for people; the loss needs the number itself.
    End with a `return` line.
    """
    print(w * x)


# --- squared_error ------------------------------------------------------------------------------


@misconception("squared_error", title="The error isn't squared")
def not_squared(prediction, target):
    """
    You return the bare difference. It is negative where the prediction is too small, so making
    the "loss" as small as possible would drive the prediction ever further down, away from the
    target. Squaring makes every miss count, whatever its sign.
    """
    return prediction - target


@misconception("squared_error", id="not_squared")
def not_squared_from_the_other_side(prediction, target):
    return target - prediction


@misconception("squared_error", title="The absolute error in place of its square")
def absolute(prediction, target):
    """
    You take the distance between prediction and target. That is a loss too, but another one: its
    slope is as steep close to the target as far from it. The square counts a miss of 8 as 64, and
    flattens out near the target.
    """
    return (prediction - target).abs()


@misconception("squared_error", id="absolute")
def rooted(prediction, target):
    return ((prediction - target) ** 2).sqrt()


@misconception("squared_error", title="Half of the squared error")
def halved(prediction, target):
    """
    Your loss is half of what is asked for. Many books put a factor of one half in front so that
    the 2 of the derivative goes away. That's a convention, and another loss: its gradient is
    halved as well. Leave the extra factor out.
    """
    return 0.5 * (prediction - target) ** 2


@misconception("squared_error", title="Doubled in place of squared")
def doubled(prediction, target):
    """
    You multiply the error by 2. A square is the error times *itself*: in Python that takes two
    stars, or the error written twice. For an error of 2 both would be 4, so try them apart with
    an error of 3.
    """
    return (prediction - target) * 2


@misconception("squared_error", title="Only one of the two is squared")
def square_binds_first(prediction, target):
    """
    A power binds tighter than minus, so your `** 2` reaches only the one number in front of it.
    It is the *difference* that must be squared. Say with brackets what belongs together.
    """
    return prediction - target**2


@misconception("squared_error", id="square_binds_first")
def square_binds_first_from_the_other_side(prediction, target):
    return target - prediction**2


@misconception("squared_error", title="The difference of the squares")
def difference_of_squares(prediction, target):
    """
    You square both numbers and subtract then. That isn't the square of the difference: for 2 and 10
    it gives -96 where (2 - 10) times itself is 64, and it can be negative, which a squared error
    never is. Subtract first.
    """
    return prediction**2 - target**2


@misconception("squared_error", id="difference_of_squares")
def difference_of_squares_from_the_other_side(prediction, target):
    return target**2 - prediction**2


@misconception("squared_error", title="The numbers are added before squaring")
def sum_squared(prediction, target):
    """
    You square the sum of prediction and target. An error is the distance between the two: it
    must be 0 when they are equal. Check the sign between them.
    """
    return (prediction + target) ** 2


@misconception(
    "squared_error",
    title="The object that computes a loss is returned, not a loss",
    match="object has no attribute|unsupported operand",
)
def loss_class_called(prediction, target):
    """
    `nn.MSELoss` is a class: calling it makes an object, and its brackets are for settings, such as
    how to average, not for the data. Your function hands back that object, which has computed
    nothing. Make it first, with nothing in its brackets, and then call it with prediction and target.
    """
    return torch.nn.MSELoss()


@misconception("squared_error", title="A hat is not a power in Python", match="bitwise_xor|unsupported operand")
def exclusive_or(prediction, target):
    """
    In Python `^` works on the bits of whole numbers, and torch has no such thing for decimals:
    hence the error. Mathematicians write a hat for powers, calculators too; Python writes two
    stars.
    """
    return (prediction - target) ^ 2


@misconception(
    "squared_error", title="The loss is cut off from the prediction", match="does not require grad|'backward'"
)
def loss_cut_off(prediction, target):
    """
    The number is right, but it has lost its history, so `backward()` has nothing to go back
    through. `.item()`, `.detach()`, `.data`, `float()` and `torch.tensor(...)` all do that, and so
    does `torch.no_grad()`. A plain number is fine for printing; the loss that you return must stay
    a tensor of the graph.
    """
    return ((prediction - target) ** 2).detach()


@misconception("squared_error", id="loss_cut_off", match="does not require grad|'backward'")
def loss_as_number(prediction, target):
    return ((prediction - target) ** 2).item()


@misconception("squared_error", id="loss_cut_off")
def loss_made_anew_as_a_leaf(prediction, target):
    return torch.tensor(((prediction - target) ** 2).item(), requires_grad=True)


@misconception("squared_error", title="The target is overwritten")
def target_overwritten(prediction, target):
    """
    The first loss is right, but the next one is measured against a target that has changed: an
    in-place operation, such as `-=` or a method whose name ends in an underscore, has written into
    the caller's `target`. Write the difference into a tensor of its own.
    """
    target -= prediction
    return target**2


@misconception("squared_error", title="The argument target is ignored")
def global_target(prediction, target):
    """
    Whatever target is handed in, you compare with the one at the top of the notebook, or with a
    fixed number. It works for the first example and for no other. Use the name from the first
    line of your function.
    """
    return (prediction - globals()["target"]) ** 2


@misconception("squared_error", title="The target is left out")
def prediction_squared(prediction, target):
    """
    You square the prediction alone. That would punish every answer but 0, whatever was asked. The
    error is the distance to the target: the target has to take part.
    """
    return prediction**2


@misconception("squared_error", title="Large errors are counted too mildly")
def huber(prediction, target):
    """
    Your loss is a square for small errors only and goes straight for large ones, as the Huber or
    smooth L1 loss does. That is useful against outliers, but it's another loss. Asked for is the
    square throughout.
    """
    return F.smooth_l1_loss(prediction, target)


@misconception("squared_error", id="huber")
def huber_of_torch(prediction, target):
    return F.huber_loss(prediction, target, delta=1.0)


@misconception("squared_error", title="Relative to the target")
def relative(prediction, target):
    """
    You divide by the target, so that a miss counts less the larger the target is (and dividing by
    0 is only a matter of time). Asked for is the plain square of the difference.
    """
    return ((prediction - target) / target) ** 2


@misconception("squared_error", title="Nothing is returned", match="NoneType")
def loss_printed_only(prediction, target):
    """
    Your function hands back `None`: the loss is printed or stays under a local name, and both are
    gone when the function ends. `backward()` has to be called on something: end with a `return`
    line.
    """
    print((prediction - target) ** 2)


# --- gradient_by_hand ---------------------------------------------------------------------------


@misconception("gradient_by_hand", title="The second factor of the chain is missing")
def inner_derivative_missing(x, target, w):
    """
    You stop halfway: this is how the loss changes with the *prediction*. But you were asked about
    the weight. When `w` grows by a little, how much does the prediction grow: by as much, by more,
    by less? That rate is the other factor of the chain rule.
    """
    return 2 * (w * x - target)


@misconception("gradient_by_hand", title="The 2 of the square is missing")
def factor_two_missing(x, target, w):
    """
    Your gradient has the right sign and half the size. The derivative of a square has a factor of 2
    in front. Some books hide it by putting one half into the loss; the loss of this exercise has no
    such half.
    """
    return (w * x - target) * x


@misconception("gradient_by_hand", title="The error itself in place of a derivative")
def error_returned(x, target, w):
    """
    You return how far the prediction is off. The gradient starts from that, but it answers another
    question: how fast does the *squared* error change when the *weight* does? Two derivatives lie
    on that way, and neither is in your result.
    """
    return w * x - target


@misconception("gradient_by_hand", id="error_returned")
def error_returned_from_the_other_side(x, target, w):
    return target - w * x


@misconception("gradient_by_hand", title="The right size with the wrong sign")
def other_sign(x, target, w):
    """
    Your result points the other way. Either the error is taken as target minus prediction without
    the minus sign that this brings along, or the minus of the training step is in here already.
    The gradient says where the loss *grows*; going against it is the business of the step.
    """
    return 2 * (target - w * x) * x


@misconception("gradient_by_hand", title="The learning rule of the perceptron in place of the gradient")
def learning_rule(x, target, w):
    """
    Target minus prediction, times the input: that is how a perceptron is taught, and it does go
    downhill. But it is a *step*, not the derivative: its sign is turned round, and the 2 of the
    square is swallowed by the learning rate. Differentiate the loss as it stands.
    """
    return (target - w * x) * x


@misconception("gradient_by_hand", title="The derivative in x, not in w")
def gradient_in_x(x, target, w):
    """
    You multiply by the weight at the end: that says how the loss changes with the *input*. The
    prediction is a product of two numbers. When you differentiate it in one, the other one stays
    as the factor. Which of the two is being trained?
    """
    return 2 * (w * x - target) * w


@misconception("gradient_by_hand", title="Both factors of the product are kept")
def both_factors(x, target, w):
    """
    Your last factor is the prediction itself, in which `w` still stands. Its derivative is wanted:
    if you move `w` by one, by how much does `w * x` move? Differentiating takes the weight away
    from its own product.
    """
    return 2 * (w * x - target) * (w * x)


@misconception("gradient_by_hand", title="The target is left out")
def target_left_out(x, target, w):
    """
    The target doesn't appear in your gradient. It is true that the derivative of a constant is 0,
    but the target stands *inside* the square, and the derivative of a square still contains what
    is squared. With a prediction that hits the target, the gradient must be 0.
    """
    return 2 * w * x * x


@misconception("gradient_by_hand", title="The weight is left out of the prediction")
def weight_left_out(x, target, w):
    """
    Your error is the distance from the *input* to the target. For w = 1 that's the same, so the
    first example is right and the others aren't. The error is made by the prediction: compute it
    from input and weight.
    """
    return 2 * (x - target) * x


@misconception("gradient_by_hand", title="The square is still there")
def square_kept(x, target, w):
    """
    You multiply by 2, but the error is still squared. Differentiating a square lowers its power by
    one: the gradient of a parabola is a straight line. In your result the loss has been used where
    its derivative belongs.
    """
    return 2 * (w * x - target) ** 2 * x


@misconception("gradient_by_hand", title="The loss times the input")
def loss_times_input(x, target, w):
    """
    You multiply the loss itself by the derivative of the prediction. The chain rule multiplies
    *derivatives*, one for each arrow: that of the loss in the prediction is missing, and the loss
    stands in its place.
    """
    return (w * x - target) ** 2 * x


@misconception("gradient_by_hand", title="The loss in place of its gradient")
def loss_returned(x, target, w):
    """
    You return how wrong the neuron is. Asked for is how that changes when the weight does: a
    number that has a sign, to tell which way is better. Differentiate the loss, arrow by arrow.
    """
    return (w * x - target) ** 2


@misconception("gradient_by_hand", title="The step, or the new weight, in place of the gradient")
def weight_after_a_step(x, target, w):
    """
    You return a weight that has moved already. The gradient is only the first half of a training
    step: it says how steep it is and which way. Nobody asked how far to go, and there is no
    learning rate among the arguments. Return the derivative itself.
    """
    return w - 0.01 * 2 * (w * x - target) * x


@misconception("gradient_by_hand", id="weight_after_a_step")
def weight_after_a_larger_step(x, target, w):
    return w - 0.1 * 2 * (w * x - target) * x


@misconception("gradient_by_hand", title="Brackets are missing")
def brackets_missing(x, target, w):
    """
    Multiplication binds tighter than minus, so one of your factors reaches only half of the error.
    The derivative of the square is a factor for the *whole* difference. Say with brackets what
    belongs together.
    """
    return 2 * w * x - target * x


@misconception("gradient_by_hand", id="brackets_missing")
def brackets_missing_around_the_error(x, target, w):
    return 2 * w * x - target


@misconception("gradient_by_hand", id="brackets_missing")
def brackets_missing_around_the_product(x, target, w):
    return 2 * w * x * x - target


@misconception("gradient_by_hand", id="brackets_missing")
def brackets_missing_at_the_end(x, target, w):
    return 2 * (w * x) - target * x


@misconception("gradient_by_hand", title="The chain's factors are added")
def factors_added(x, target, w):
    """
    You add the derivatives of the two arrows. Think of gears: if the second turns three times for
    each turn of the first, and the third twice for each turn of the second, the third turns six
    times. Rates along a chain multiply.
    """
    return 2 * (w * x - target) + x


@misconception("gradient_by_hand", title="The input's factor is there twice")
def input_twice(x, target, w):
    """
    Your gradient has one factor of the input too many. Each arrow of the chain gives its factor
    once. Perhaps a function that you call, or a line further up, has multiplied by it already.
    """
    return 2 * (w * x - target) * x * x


@misconception(
    "gradient_by_hand",
    title="Autograd is asked where a pencil is meant",
    match="does not require grad|leaf|grad_fn",
)
def autograd_asked(x, target, w):
    """
    While this function is tested, autograd is switched off, so that there is no graph for
    `backward()` to walk: hence the error. Here you are to do its work yourself. Take the two
    arrows one by one, write down the derivative of each, and multiply.
    """
    w = w.clone().requires_grad_()
    squared_error(predict(x, w), target).backward()
    return w.grad


@misconception("gradient_by_hand", id="autograd_asked", match="does not require grad|leaf|grad_fn")
def autograd_grad_asked(x, target, w):
    w.requires_grad_()
    return torch.autograd.grad(squared_error(predict(x, w), target), w)[0]


@misconception("gradient_by_hand", title="A finite difference with too wide a step")
def coarse_difference(x, target, w):
    """
    You move the weight a little and see how far the loss moves. That's a fine way to *check* a
    gradient, but seen from one side only it is off in proportion to the width of the move. The
    chain rule gives the exact value. Differentiate with a pencil, and keep this for comparing.
    """
    h = 0.01
    return ((w + h) * x - target) ** 2 / h - (w * x - target) ** 2 / h


@misconception("gradient_by_hand", id="coarse_difference")
def coarser_difference(x, target, w):
    h = 0.1
    return (((w + h) * x - target) ** 2 - (w * x - target) ** 2) / h


@misconception("gradient_by_hand", id="coarse_difference")
def coarsest_difference(x, target, w):
    return ((w + 1) * x - target) ** 2 - (w * x - target) ** 2


@misconception("gradient_by_hand", title="The weight has moved")
def hand_moves_the_weight(x, target, w):
    """
    Your gradient is right, but the loss that is measured afterwards is another: your function has
    changed the tensors it was given. Perhaps it takes a training step at the end, or works with
    `-=`, `*=` or a method whose name ends in an underscore. Asked for is the gradient alone.
    """
    gradient = 2 * (w * x - target) * x
    w -= 0.1 * gradient
    return gradient


@misconception("gradient_by_hand", id="hand_moves_the_weight")
def hand_moves_the_weight_a_little(x, target, w):
    gradient = 2 * (w * x - target) * x
    w -= 0.01 * gradient
    return gradient


@misconception("gradient_by_hand", title="Arguments are ignored")
def hand_uses_globals(x, target, w):
    """
    Whatever is handed in, you work with the numbers at the top of the notebook, or with fixed
    ones. The first example is right by that, and no other. Use the names from the first line of
    your function.
    """
    return 2 * (globals()["w"].item() * globals()["x"] - globals()["target"]) * globals()["x"]


@misconception("gradient_by_hand", title="Nothing is returned")
def hand_printed_only(x, target, w):
    """
    Your function hands back `None`. Perhaps the gradient is printed, or kept under a local name
    that is gone when the function ends, or it is `w.grad`, which nobody has filled. End with a
    `return` line that hands out what you worked out.
    """
    print(2 * (w * x - target) * x)


# --- gradient_by_autograd -----------------------------------------------------------------------


@misconception("gradient_by_autograd", title="None comes back in place of a gradient")
def backward_returned(x, target, w):
    """
    There are three ways to get `None` here: `backward()` itself returns nothing, it leaves its
    result in `.grad`; before `backward()` has run, `.grad` is `None`; and so is the `.grad` of any
    tensor that is no leaf, or that doesn't require grad. Ask the right tensor, at the right time,
    and don't forget to `return`.
    """
    return squared_error(predict(x, w), target).backward()


@misconception("gradient_by_autograd", id="backward_returned")
def without_backward(x, target, w):
    loss = squared_error(predict(x, w), target)
    return w.grad


@misconception("gradient_by_autograd", title="The loss in place of its gradient")
def loss_for_gradient(x, target, w):
    """
    You return how wrong the neuron is. `backward()` doesn't change the loss into its derivative:
    it puts that somewhere else, with the tensor you want to know it for. Look there.
    """
    loss = squared_error(predict(x, w), target)
    loss.backward()
    return loss


@misconception("gradient_by_autograd", title="The weight in place of its gradient")
def weight_for_gradient(x, target, w):
    """
    You return the weight itself. `backward()` leaves a tensor's values alone; the gradient lies
    beside them, in an attribute of the same tensor.
    """
    squared_error(predict(x, w), target).backward()
    return w


@misconception("gradient_by_autograd", title="The gradient of the prediction, not of the loss")
def from_the_prediction(x, target, w):
    """
    You call `backward()` on the prediction, or on the bare error. Either walks only the first arrow
    and says how the *answer* changes with the weight; the target plays no part in it. Start from
    the number that should become small.
    """
    predict(x, w).backward()
    return w.grad


@misconception("gradient_by_autograd", id="from_the_prediction")
def from_the_error(x, target, w):
    (predict(x, w) - target).backward()
    return w.grad


@misconception("gradient_by_autograd", title="The gradient at the prediction, not at the weight")
def at_the_prediction(x, target, w):
    """
    You return how the loss changes with the *prediction*. One more arrow leads from there to the
    weight, and `backward()` has walked it already, if the graph reaches back that far. Ask the
    weight for its gradient.
    """
    prediction = predict(x, w)
    prediction.retain_grad()
    squared_error(prediction, target).backward()
    return prediction.grad


@misconception("gradient_by_autograd", title="The gradient of the input, not of the weight")
def in_the_input(x, target, w):
    """
    You ask how the loss changes with the *input*. Autograd can answer that as well, but the input
    is given; it is the weight that will be trained. Look at which tensor you ask for its gradient.
    """
    x = x.clone().requires_grad_()
    squared_error(predict(x, w), target).backward()
    return x.grad


@misconception(
    "gradient_by_autograd",
    title="There is no graph between the weight and the loss",
    match="does not require grad|attribute 'backward'",
)
def graph_torn(x, target, w):
    """
    The error says that the loss has no history leading back to the weight. Somewhere on the way a
    tensor was turned into a plain number or cut off: `.item()`, `float()`, `.detach()`,
    `torch.tensor(...)`, or a `torch.no_grad()` around the forward pass. Keep the tensors from the
    weight to the loss.
    """
    with torch.no_grad():
        loss = squared_error(predict(x, w), target)
    loss.backward()
    return w.grad


@misconception("gradient_by_autograd", id="graph_torn", match="does not require grad|attribute 'backward'")
def graph_torn_by_item(x, target, w):
    loss = squared_error(predict(x, w), target).item()
    loss.backward()
    return w.grad


@misconception(
    "gradient_by_autograd",
    title="The weight as a leaf that takes no part",
    match="NoneType|unused|not have been used",
)
def copy_asked(x, target, w):
    """
    Nothing has arrived at the tensor that you ask, because the forward pass went through another
    one. A copy, even one with the same name, is another tensor: only those that the loss was
    computed from get a gradient. Use one and the same tensor for both.
    """
    weight = w.detach().clone().requires_grad_()
    squared_error(predict(x, w), target).backward()
    return weight.grad * 1.0


@misconception("gradient_by_autograd", id="copy_asked", match="NoneType|unused|not have been used")
def copy_asked_by_autograd_grad(x, target, w):
    weight = w.detach().clone().requires_grad_()
    return torch.autograd.grad(squared_error(predict(x, w), target), weight)[0]


@misconception("gradient_by_autograd", title="backward() counts twice")
def backward_twice(x, target, w):
    """
    Your gradient is twice as large as it should be. `backward()` doesn't overwrite what is in
    `w.grad`, it adds to it, and here it was called twice. `retain_graph=True` only hides the
    warning. Call it once.
    """
    loss = squared_error(predict(x, w), target)
    loss.backward(retain_graph=True)
    loss.backward()
    return w.grad


@misconception("gradient_by_autograd", title="The graph is used a second time", match="backward through the graph")
def graph_used_up(x, target, w):
    """
    `backward()` takes the graph apart while it walks it, to save memory, so that a second call on
    the same loss finds nothing. (And if it did, the gradient would be counted twice.) Once is
    enough here. Look for a second `backward()` or `autograd.grad`.
    """
    loss = squared_error(predict(x, w), target)
    loss.backward()
    return torch.autograd.grad(loss, w)[0]


@misconception("gradient_by_autograd", title="The gradient is cleared before it is handed out")
def cleared_too_early(x, target, w):
    """
    You get 0 because the gradient is wiped before anybody has seen it. Mind that a second name is no
    copy: what you noted before clearing is the same tensor, and `zero_()` reaches it as well.
    Clearing belongs before `backward()`, not between it and `return`.
    """
    squared_error(predict(x, w), target).backward()
    gradient = w.grad
    w.grad.zero_()
    return gradient


@misconception("gradient_by_autograd", title="A tuple in place of a tensor")
def tuple_returned(x, target, w):
    """
    The number is right, but it is packed: `torch.autograd.grad` answers with a tuple, one gradient
    for each tensor you ask for, even when there is only one. Take it out of its packing before you
    return it.
    """
    return torch.autograd.grad(squared_error(predict(x, w), target), w)


@misconception("gradient_by_autograd", id="tuple_returned")
def list_returned(x, target, w):
    squared_error(predict(x, w), target).backward()
    return [w.grad]


@misconception("gradient_by_autograd", title="The weight has moved")
def moves_the_weight(x, target, w):
    """
    Your gradient is right, but the loss that is measured afterwards is another: your function has
    changed the weight, as a training step does. Asked for is the gradient alone. Whoever calls
    your function will decide how far to go.
    """
    squared_error(predict(x, w), target).backward()
    with torch.no_grad():
        w -= 0.1 * w.grad
    return w.grad


@misconception("gradient_by_autograd", id="moves_the_weight")
def moves_the_weight_a_little(x, target, w):
    squared_error(predict(x, w), target).backward()
    w.data -= 0.01 * w.grad
    return w.grad


@misconception("gradient_by_autograd", title="The new weight in place of the gradient")
def step_returned(x, target, w):
    """
    You return a weight that has taken a step already. There is no learning rate among the
    arguments, so nobody asked for a step. The gradient is what the step would be made of: return it
    as `backward()` left it.
    """
    squared_error(predict(x, w), target).backward()
    return w.detach() - 0.1 * w.grad


@misconception("gradient_by_autograd", id="step_returned")
def smaller_step_returned(x, target, w):
    squared_error(predict(x, w), target).backward()
    return w.detach() - 0.01 * w.grad


@misconception("gradient_by_autograd", title="The right size with the wrong sign")
def sign_turned(x, target, w):
    """
    Your result points downhill. The minus sign belongs to the training step; the gradient itself
    says where the loss grows. Return what autograd found, as it is.
    """
    squared_error(predict(x, w), target).backward()
    return -w.grad


@misconception("gradient_by_autograd", title="The loss isn't squared")
def loss_not_squared(x, target, w):
    """
    Your loss is the bare difference. Its gradient is minus the input, however far the prediction is
    off, so the target plays no part and training would never stop. Square the error before you call
    `backward()`: you have written a function for that.
    """
    (target - predict(x, w)).backward()
    return w.grad


@misconception("gradient_by_autograd", title="Half of the gradient")
def half_the_loss(x, target, w):
    """
    Your gradient is half of the right one. There is a factor of one half in your loss, as some books
    have it so that the 2 of the derivative goes away. The loss of this exercise has none.
    """
    (0.5 * (predict(x, w) - target) ** 2).backward()
    return w.grad


@misconception("gradient_by_autograd", title="The absolute error in place of the squared one")
def absolute_loss(x, target, w):
    """
    The slope you find is the same however far the prediction is off: your loss takes the distance
    to the target, not its square. Use the loss of part 2.
    """
    (predict(x, w) - target).abs().backward()
    return w.grad


@misconception("gradient_by_autograd", title="Prediction and loss get their arguments in the wrong order")
def arguments_mixed_up(x, target, w):
    """
    Your pieces are put together the wrong way: input, target and weight are handed on in another
    order than the functions take them. Read the first line of each function that you call, and
    compare it argument by argument.
    """
    squared_error(predict(target, w), x).backward()
    return w.grad


@misconception(
    "gradient_by_autograd",
    title="There is no gradient to clear yet",
    match="NoneType.*'(zero_|fill_|data|mul_|detach_)'",
)
def cleared_before_backward(x, target, w):
    """
    You clear the gradient before the first `backward()`. There is none yet: `w.grad` is `None`, and
    `None` can't be filled with zeros. The weight comes with nothing to clear.
    """
    w.grad.zero_()
    squared_error(predict(x, w), target).backward()
    return w.grad


@misconception("gradient_by_autograd", title="numpy() is asked of a tensor that requires grad", match="call numpy")
def printed_by_numpy(x, target, w):
    """
    Turned into NumPy's numbers, a tensor would lose its way back to the weight, so torch refuses
    wherever a gradient is still to flow: in `.numpy()`, in `np.array(...)`, and in a function of
    NumPy that is given the tensor. For a print, say first that no gradient is wanted.
    """
    print(squared_error(predict(x, w), target).numpy())


@misconception(
    "gradient_by_autograd",
    title="A method or attribute that doesn't exist",
    match=r"'(?!NoneType)\w+(\.\w+)*'.* has no attribute",
)
def no_such_attribute(x, target, w):
    """
    Python doesn't know the attribute in this line. Compare the name, letter by letter, with what
    the text above calls it: a tensor keeps its gradient under a short name, and that is no function
    to call.
    """
    squared_error(predict(x, w), target).backward()
    return w.gradient


@misconception("gradient_by_autograd", title="grad is called like a function", match="not callable")
def grad_called(x, target, w):
    """
    `w.grad` is a tensor, or `None`, that `backward()` has left there. It isn't a function, so there
    is nothing to call: leave out the round brackets.
    """
    squared_error(predict(x, w), target).backward()
    return w.grad()


@misconception("gradient_by_autograd", title="Arguments are ignored")
def uses_globals(x, target, w):
    """
    Whatever is handed in, you work with the numbers at the top of the notebook, or with fixed
    ones. The first example is right by that, and no other. Use the names from the first line of
    your function.
    """
    weight = globals()["w"].detach().clone().requires_grad_()
    (weight * globals()["x"] - globals()["target"]).pow(2).backward()
    return weight.grad
