"""The commands, each as thin as it can be."""
