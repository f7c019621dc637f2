# %% [markdown]
# # Thermometer kalibrieren (Übung 1)
# %%
import torch
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# %%
def model(t_u, w, b):
    # Steigung mal Messwert plus Achsenabschnitt
    größe = w * t_u
    return größe + b
# %%
def loss_fn(t_p, t_c):
    σ = (t_p - t_c) ** 2
    return σ.mean()
# %%
def zero_grad(params):
    """Löscht den Gradienten, falls es einen gibt."""
    if params.grad is not None:
        params.grad.zero_()
# %%
def sgd_step(params, learning_rate):
    with torch.no_grad():
        params -= learning_rate * params.grad
# %%
def training_loop(anzahl_epochen, lernrate, parameter, t_u, t_c):
    for epoche in range(anzahl_epochen):
        zero_grad(parameter)
        verlust = loss_fn(model(t_u, *parameter), t_c)
        verlust.backward()
        sgd_step(parameter, lernrate)
    print("fertig — Parameter:", parameter)
    return parameter
