# %%
import torch

# %%
def f1(x):
    return x ** 2

# %%
def f2(h):
    return torch.log(h)

# %%
def f(x):
    return f2(f1(x))

# %%
def derivatives(x):
    h = f1(x)
    h.retain_grad()
    z = f2(h)
    z.backward()
    df2_df1 = h.grad
    df_dx = x.grad

    x_ = torch.tensor(x.item(), requires_grad=True)
    h_ = f1(x_)
    h_.backward()
    df1_dx = x_.grad
    return df1_dx, df2_df1, df_dx

# %%
def repeated_backward(x, n):
    z = f(x)
    for i in range(n):
        z.backward(retain_graph=True)
    return x.grad

# %%
x = torch.tensor(5.0, requires_grad=True)
print(derivatives(x))
