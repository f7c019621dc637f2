"""
What this exercise is about, and why anybody should care: these words open the README.

`engine.py` holds numbers that know how they were made; `layers.py` builds on it.
"""
