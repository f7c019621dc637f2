# %%
import torch
from dataclasses import dataclass, field
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
class Calibration:
    @staticmethod
    def model(t_u, w, b):
        return w * t_u + b

    @classmethod
    def loss(cls, t_p, t_c):
        return ((t_p - t_c) ** 2).mean()

@dataclass
class Trainer:
    params: torch.Tensor
    lr: float = 1e-2
    losses: list = field(default_factory=list)

    def clear(self):
        self.params.grad = None

    def step(self):
        with torch.no_grad():
            self.params -= self.lr * self.params.grad

    def fit(self, n, t_u, t_c):
        for _ in range(n):
            self.clear()
            loss = Calibration.loss(Calibration.model(t_u, *self.params), t_c)
            loss.backward()
            self.losses.append(loss.item())
            self.step()
        return self
# %%
model = Calibration.model
loss_fn = Calibration.loss

def zero_grad(params):
    Trainer(params).clear()

def sgd_step(params, learning_rate):
    Trainer(params, learning_rate).step()

def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    return Trainer(params, learning_rate).fit(n_epochs, t_u, t_c).params
