"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""
# What these functions do is the point, and the decorator says for whom; docstrings would only repeat it.
# ruff: noqa: D103, RET504

import torch

from grader import accepted

# --- one_hot ----------------------------------------------------------------------------------


@accepted("one_hot")
def rows_of_the_identity(labels, classes):
    return torch.eye(classes)[labels]


@accepted("one_hot")
def whole_numbers_compared(labels, classes, dtype=torch.int64):
    return (torch.arange(classes)[None, :] == labels[:, None]).to(dtype)


@accepted("one_hot")
def scattered(targets, n_classes):
    result = torch.zeros(targets.shape[0], n_classes)
    result.scatter_(1, targets.unsqueeze(1), 1.0)
    return result


@accepted("one_hot")
def two_indices(labels, classes):
    hot = torch.zeros((len(labels), classes), dtype=torch.double)
    hot[torch.arange(len(labels)), labels] = 1
    print("one_hot:", hot.shape)
    return hot


@accepted("one_hot")
def zero_powers(labels, classes):
    distance = (labels.view(-1, 1) - torch.arange(classes).view(1, -1)).abs()
    return 1 - distance.clamp(max=1)


@accepted("one_hot")
def places_in_one_row(labels, classes):
    flat = torch.zeros(labels.numel() * classes)
    flat[torch.arange(labels.numel()) * classes + labels] = 1.0
    return flat.reshape(-1, classes)


# --- pairwise_distances -----------------------------------------------------------------------


@accepted("pairwise_distances")
def by_norm(a, b):
    return (a[:, None, :] - b[None, :, :]).norm(dim=2)


@accepted("pairwise_distances")
def root_of_what_is_not_zero(a, b):
    squares = ((a[:, None] - b[None]) ** 2).sum(-1)
    is_zero = squares == 0
    return torch.where(is_zero, torch.zeros_like(squares), torch.where(is_zero, 1.0, squares).sqrt())


@accepted("pairwise_distances")
def with_a_small_number(points, others, eps=1e-12):
    squares = (points.unsqueeze(1) - others.unsqueeze(0)).pow(2).sum(dim=-1)
    return torch.sqrt(squares + eps)


@accepted("pairwise_distances")
def clamped(a, b):
    difference = a.reshape(a.shape[0], 1, -1) - b.reshape(1, b.shape[0], -1)
    return torch.einsum("nmd,nmd->nm", difference, difference).clamp(min=1e-10).sqrt()


@accepted("pairwise_distances")
def by_binomial_formula(a, b):
    squares = (a**2).sum(1, keepdim=True) + (b**2).sum(1) - 2 * a @ b.T
    return squares.clamp(min=1e-8).sqrt()


@accepted("pairwise_distances")
def by_binomial_formula_in_double_precision(a, b):
    a, b = a.double(), b.double()
    squares = a.square().sum(-1)[:, None] + b.square().sum(-1)[None, :] - 2.0 * torch.matmul(a, b.t())
    return torch.sqrt(torch.relu(squares) + 1e-10).float()


@accepted("pairwise_distances")
def mapped(a, b):
    def to_all(point):
        return torch.linalg.norm(b - point, dim=1)

    return torch.vmap(to_all)(a)


@accepted("pairwise_distances")
def repeated(a, b):
    n, m = len(a), len(b)
    left = a.repeat_interleave(m, dim=0)
    right = b.repeat(n, 1)
    return (left - right).norm(p=2, dim=1).view(n, m)


# --- moving_average ---------------------------------------------------------------------------


@accepted("moving_average")
def summed_windows(x, window):
    windows = x.unfold(dimension=-1, size=window, step=1)
    return windows.sum(dim=-1) / window


@accepted("moving_average")
def running_sums(x, window):
    total = torch.cumsum(x, dim=-1)
    total = torch.cat([torch.zeros_like(x[..., :1]), total], dim=-1)
    return (total[..., window:] - total[..., :-window]) / window


@accepted("moving_average")
def running_sums_in_double_precision(series, width):
    total = torch.nn.functional.pad(series.double(), (1, 0)).cumsum(-1)
    length = series.size(-1)
    return ((total[..., width:] - total[..., : length - width + 1]) / width).to(series.dtype)


@accepted("moving_average")
def gathered(x, window):
    places = torch.arange(x.shape[-1] - window + 1)[:, None] + torch.arange(window)[None, :]
    return x[..., places].mean(dim=-1)


@accepted("moving_average")
def banded_matrix(x, window):
    length = x.shape[-1]
    places = length - window + 1
    after_start = torch.arange(length)[:, None] - torch.arange(places)[None, :]
    band = ((after_start >= 0) & (after_start < window)).to(x.dtype) / window
    return x @ band


@accepted("moving_average")
def strided(x, window):
    x = x.contiguous()
    shape = (*x.shape[:-1], x.shape[-1] - window + 1, window)
    return x.as_strided(shape, (*x.stride(), x.stride(-1))).mean(-1)


# --- softmax ----------------------------------------------------------------------------------


@accepted("softmax")
def largest_by_max(x):
    largest = x.max(dim=-1, keepdim=True).values
    exponentials = torch.exp(x - largest)
    return exponentials / torch.sum(exponentials, dim=-1, keepdim=True)


@accepted("softmax")
def by_logsumexp(x):
    return (x - torch.logsumexp(x, dim=-1, keepdim=True)).exp()


@accepted("softmax")
def detached_and_unsqueezed(x):
    shifted = x - x.detach().amax(-1).unsqueeze(-1)
    e = torch.e**shifted
    return e / e.sum(-1)[..., None]


@accepted("softmax")
def in_double_precision(scores, verbose=False):
    scores = scores.double()
    top, _ = torch.max(scores, -1, keepdim=True)
    powers = (scores - top).exp()
    if verbose:
        print(powers)
    return powers.div(powers.sum(-1, keepdim=True))


@accepted("softmax")
def every_two_compared(x):
    differences = x.unsqueeze(-2) - x.unsqueeze(-1)
    return 1 / differences.clamp(max=80).exp().sum(-1)


@accepted("softmax")
def by_einsum(x):
    powers = (x - x.amax(-1, True)).exp()
    return torch.einsum("...c,...->...c", powers, 1 / powers.sum(-1))


@accepted("softmax")
def logarithm_of_the_sum(x):
    z = x - torch.amax(x, dim=-1, keepdim=True)
    return torch.exp(z - z.exp().sum(-1, keepdim=True).log())


# --- masked_mean ------------------------------------------------------------------------------


@accepted("masked_mean")
def filled_with_zeros(x, lengths):
    batch, steps, _ = x.shape
    padding = torch.arange(steps).expand(batch, steps) >= lengths[:, None]
    total = x.masked_fill(padding[:, :, None], 0).sum(1)
    return total / torch.maximum(lengths, torch.ones_like(lengths))[:, None]


@accepted("masked_mean")
def mask_counted(x, lengths):
    mask = torch.arange(x.size(1)).unsqueeze(0) < lengths.unsqueeze(1)
    mask = mask.unsqueeze(2)
    count = mask.sum(dim=1)
    total = torch.where(mask, x, torch.zeros_like(x)).sum(dim=1)
    return torch.where(count > 0, total / count.clamp(min=1), torch.zeros_like(total))


@accepted("masked_mean")
def nan_taken_out_then_weighted(x, lengths):
    mask = (torch.arange(x.shape[1])[None, :] < lengths[:, None]).to(x.dtype)
    weights = mask / mask.sum(1, keepdim=True).clamp(min=1)
    x = torch.where(mask[..., None].bool(), x, 0)
    return torch.einsum("bt,btd->bd", weights, x)


@accepted("masked_mean")
def mean_of_what_is_no_nan(x, lengths):
    is_padding = torch.arange(x.shape[1]).view(1, -1, 1) >= lengths.view(-1, 1, 1)
    return x.masked_fill(is_padding, float("nan")).nanmean(dim=1).nan_to_num(nan=0.0)


@accepted("masked_mean")
def sequences_added_up(x, lengths):
    mask = torch.arange(x.shape[1]) < lengths.unsqueeze(-1)
    owners = torch.arange(x.shape[0]).unsqueeze(-1).expand(mask.shape)[mask]
    total = torch.zeros(x.shape[0], x.shape[2], dtype=x.dtype).index_add(0, owners, x[mask])
    return total / lengths.clamp_min(1)[:, None]


@accepted("masked_mean")
def in_place_on_a_copy(sequences, n_steps):
    sequences = sequences.clone()
    sequences[torch.arange(sequences.shape[1])[None, :] >= n_steps[:, None]] = 0.0
    return sequences.sum(1) / n_steps.float().clamp(min=1.0).reshape(-1, 1)


@accepted("masked_mean")
def mean_in_double_precision(x, lengths):
    mask = (torch.arange(x.shape[1]) < lengths[:, None])[..., None]
    total = torch.where(mask, x.double(), 0.0).sum(1)
    return total / (lengths + (lengths == 0))[:, None]


@accepted("masked_mean")
def sum_of_what_is_no_nan(x, lengths):
    mask = (torch.arange(x.shape[1]) < lengths[:, None]).unsqueeze(-1)
    return (x * mask).nansum(1) / lengths.clamp(min=1)[:, None]
