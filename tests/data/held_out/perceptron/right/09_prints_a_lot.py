import torch

def predict(inp, weight):
    print("in:", inp, "weight:", weight)
    out = inp * weight
    print("out:", out)
    return out

def squared_error(prediction, goal_prediction):
    error = (prediction - goal_prediction) ** 2
    print(f"Error: {error}   Prediction: {prediction}")
    return error

def gradient_by_hand(inp, goal, weight):
    for _ in range(200):
        print("thinking ...")
    pred = weight * inp
    delta = pred - goal
    weight_delta = delta * inp
    return weight_delta + weight_delta

def gradient_by_autograd(inp, goal, weight):
    err = squared_error(predict(inp, weight), goal)
    err.backward()
    print("weight.grad =", weight.grad)
    return weight.grad
