import torch
torch.manual_seed(0)

def f1(x):
    y = x ** 2
    return y

def f2(h):
    y = torch.log(h)
    return y

def f(x):
    h = f1(x)
    z = f2(h)
    return z

def derivatives(x):
    # inner
    h = f1(x)
    h.backward()
    df1_dx = x.grad.item()
    x.grad = None
    # outer
    h = torch.tensor(h.item(), requires_grad=True)
    z = f2(h)
    z.backward()
    df2_df1 = h.grad.item()
    # all
    z = f(x)
    z.backward()
    df_dx = x.grad.item()
    return df1_dx, df2_df1, df_dx

def repeated_backward(x, n):
    z = f(x)
    for i in range(0, n):
        z.backward(retain_graph=True)
    g = x.grad.item()
    return g
