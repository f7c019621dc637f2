import torch


def f1(x):
    return x.pow(2)


def f2(h):
    return h.log()


def f(x):
    return f2(f1(x))


def derivatives(x):
    z = f(x)
    z.backward()
    df1_dx = 2 * x.item()
    df2_df1 = x.grad.item()
    # chain rule!
    return df1_dx, df2_df1, df2_df1 * df1_dx


def repeated_backward(x, n):
    z = f(x)
    for _ in range(n):
        z.backward(retain_graph=True)
    return x.grad


if __name__ == "__main__":
    print(derivatives(torch.tensor(5.0, requires_grad=True)))
