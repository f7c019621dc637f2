import torch

def f1(x):
    return x.pow(2)

def f2(h):
    return torch.log(h)

def f(x):
    return f2(f1(x))

def derivatives(x):
    seen = []
    h = f1(x)
    h.register_hook(seen.append)
    f2(h).backward()
    df_dx, = [x.grad.clone()]
    df2_df1 = seen[0]
    return df_dx / df2_df1, df2_df1, df_dx

def repeated_backward(x, n):
    total = []
    handle = x.register_hook(lambda g: total.append(g.clone()))
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    handle.remove()
    return torch.stack(total).sum()
