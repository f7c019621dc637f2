# %%
# Step 1: Import the required libraries
import torch
from torch import nn
from torch.nn import functional as F

# %%
def one_hot(labels: torch.Tensor, classes: int) -> torch.Tensor:
    """
    Convert integer labels to one-hot vectors without loops.

    Args:
        labels: LongTensor of shape (N,)
        classes: number of classes

    Returns:
        FloatTensor of shape (N, classes)
    """
    # Create the class indices for comparison
    class_indices = torch.arange(classes, device=labels.device)
    # Broadcast: (N, 1) == (1, C) -> (N, C)
    return labels.unsqueeze(-1).eq(class_indices).type(torch.FloatTensor)

# %%
def pairwise_distances(a: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    """
    Euclidean distances. Numerically stable: the squared distance is clamped
    before the square root, so that the gradient at 0 is 0 and not NaN.
    Replaces `for i in range(N): for j in range(M): ...` and torch.cdist.
    """
    a64, b64 = a.to(torch.float64), b.to(torch.float64)
    a_sq = a64.pow(2).sum(dim=1).unsqueeze(1)      # (N, 1)
    b_sq = b64.pow(2).sum(dim=1).unsqueeze(0)      # (1, M)
    cross = torch.matmul(a64, b64.transpose(0, 1)) # (N, M)
    squared = a_sq + b_sq - 2.0 * cross
    return torch.clamp(squared, min=1e-12).sqrt().to(a.dtype)

# %%
def moving_average(x: torch.Tensor, window: int) -> torch.Tensor:
    """
    Moving average with stride 1 and no padding ("valid"),
    what F.avg_pool1d(x, window, stride=1) does for every row.
    """
    # Use unfold to create sliding windows
    sliding_windows = x.unfold(dimension=-1, size=window, step=1)
    # Average over the windows
    return sliding_windows.mean(dim=-1)

# %%
def softmax(x: torch.Tensor) -> torch.Tensor:
    """Numerically stable softmax (like nn.Softmax(dim=-1)) over the last dimension."""
    # Subtract the maximum for numerical stability
    x_max, _ = torch.max(x, dim=-1, keepdim=True)
    x_exp = torch.exp(x - x_max)
    return x_exp / torch.sum(x_exp, dim=-1, keepdim=True)

# %%
def masked_mean(x: torch.Tensor, lengths: torch.Tensor) -> torch.Tensor:
    """Mean over the valid time steps of every sequence in the batch."""
    batch_size, max_len, _ = x.size()
    # Build the mask: True for valid positions
    mask = torch.arange(max_len, device=x.device).expand(batch_size, max_len) < lengths.unsqueeze(1)
    mask = mask.unsqueeze(-1)
    # masked_fill and not multiplication: NaN * 0 is NaN
    summed = x.masked_fill(~mask, 0.0).sum(dim=1)
    # Avoid division by zero for empty sequences
    counts = lengths.unsqueeze(-1).clamp(min=1).to(x.dtype)
    return summed / counts

# %%
# Example usage
if __name__ == "__main__":
    x = torch.tensor([[1.0, 2.0, 3.0], [1000.0, 1000.0, 1000.0]])
    print(softmax(x))
    print(masked_mean(torch.rand(2, 4, 3), torch.tensor([4, 0])))
