import torch as th
import torch
# In[1]:
t_c = torch.tensor([0.5, 14.0, 15.0, 28.0, 11.0, 8.0, 3.0, -4.0, 6.0, 13.0, 21.0])
t_u = torch.tensor([35.7, 55.9, 58.2, 81.9, 56.3, 48.9, 33.9, 21.8, 48.4, 60.4, 68.4])
t_un = 0.1 * t_u
# In[2]:
model = lambda t_u, w, b: b + t_u * w
# In[3]:
loss_fn = lambda t_p, t_c: th.nn.MSELoss()(t_p, t_c)
# In[4]:
def zero_grad(p):
    if p.grad is not None: p.grad.zero_()
# In[5]:
def sgd_step(p, lr):
    with th.no_grad(): p.sub_(p.grad, alpha=lr)
# In[6]:
def training_loop(n_epochs, learning_rate, params, t_u, t_c):
    total_loss = 0
    for epoch in range(n_epochs):
        zero_grad(params)
        total_loss += loss_fn(model(t_u, *params), t_c)
        total_loss.backward()
        sgd_step(params, learning_rate)
    return params
