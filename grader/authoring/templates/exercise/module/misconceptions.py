"""Wrong answers with a name: a class's docstring is what a student reads who gets the same numbers or error."""

import torch
from torch import nn

from grader import misconception

# --- Linear -------------------------------------------------------------------------------------


@misconception("Linear", title="The bias is left out")
class WithoutBias(nn.Module):
    """Your layer has a bias, and does not add it. What comes out where the input is 0?"""

    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in) / n_in**0.5)
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return x @ self.weight.T


@misconception("Linear", title="The parameters are plain tensors", match="Unexpected key|no attribute")
class PlainTensors(nn.Module):
    """
    Your weight and bias are plain tensors. A module knows of those only that are `nn.Parameter`: list what
    `parameters()` gives.
    """

    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = torch.randn(n_out, n_in) / n_in**0.5
        self.bias = torch.zeros(n_out)

    def forward(self, x):
        return x @ self.weight.T + self.bias


@misconception("Linear", title="The weights start too large")
class TooLarge(nn.Module):
    """
    The spread of your weights does not depend on n_in. What comes out is a sum of n_in terms: how far does that
    spread where there are a hundred times as many?
    """

    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(n_out, n_in))
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return x @ self.weight.T + self.bias


@misconception("Linear", title="All weights start the same")
class AllTheSame(nn.Module):
    """
    Your weights all start from one number. Then all outputs are the same and get the same gradients, and training
    never tells them apart.
    """

    def __init__(self, n_in, n_out):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n_out, n_in) / n_in)
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return x @ self.weight.T + self.bias
