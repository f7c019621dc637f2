# -*- coding: utf-8 -*-
import torch
from collections import namedtuple

Derivatives = namedtuple("Derivatives", "df1_dx df2_df1 df_dx")
STEPS = {}


def step(fn):
    STEPS[fn.__name__] = fn
    return fn


@step
def f1(x):
    return x.square()


@step
def f2(h):
    return h.log()


def f(x):
    for fn in STEPS.values():
        x = fn(x)
    return x


def derivatives(x):
    xs = x.detach().clone().requires_grad_()
    h = f1(xs)
    h.retain_grad()
    f2(h).backward()
    whole, outer = xs.grad, h.grad
    return Derivatives(whole / outer, outer, whole)


def repeated_backward(x, n, verbose=False):
    z = f(x)
    for i in range(n):
        z.backward(retain_graph=True)
        if verbose:
            print(i, x.grad)
    return x.grad
