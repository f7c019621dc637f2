"""Kettenregel, Uebung 4"""
import torch
import math
import logging

log = logging.getLogger(__name__)

def f1(zahl):
    return zahl ** 2.0

def f2(zahl):
    return torch.log2(zahl) * math.log(2.0)

def f(zahl):
    ergebnis = f2(f1(zahl))
    log.info("f: %s", ergebnis)
    return ergebnis

def derivatives(stelle):
    h = f1(stelle)
    z = f2(h)
    aussen, = torch.autograd.grad(z, h, retain_graph=True)
    innen, = torch.autograd.grad(h, stelle)
    print("innen", innen, "aussen", aussen)
    return innen, aussen, innen * aussen

def repeated_backward(stelle, anzahl):
    z = f(stelle)
    for durchgang in range(1, anzahl + 1):
        z.backward(retain_graph=True)
        print(f"nach {durchgang}: {stelle.grad:.6f}")
    return stelle.grad
