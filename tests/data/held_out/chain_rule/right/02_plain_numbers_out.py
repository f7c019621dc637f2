import torch

def f1(x): return x * x
def f2(h): return h.log()
def f(x): return (x * x).log()

def derivatives(x):
    v = x.item()
    a = 2 * v
    b = 1 / (v * v)
    return a, b, a * b

def repeated_backward(x, n):
    z = f(x)
    while n > 0:
        z.backward(retain_graph=(n > 1))
        n -= 1
    return x.grad.item()

if __name__ == "__main__":
    print(derivatives(torch.tensor(5.0)))
