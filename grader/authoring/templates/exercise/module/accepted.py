"""Right answers that differ from the reference: each is to get full marks, and their spread sets the tolerances."""

import torch
from torch import nn

from grader import accepted

# --- Linear -------------------------------------------------------------------------------------


@accepted("Linear")
class ByFunction(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        bound = (3 / n_in) ** 0.5
        self.weight = nn.Parameter(torch.empty(n_out, n_in).uniform_(-bound, bound))
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, x):
        return nn.functional.linear(x, self.weight, self.bias)
