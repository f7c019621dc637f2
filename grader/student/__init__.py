"""A student's own machine: pytest, notebooks and `grader watch`, in the process of whoever sits at the keyboard."""
