"""An exercise as its author wrote it and as it was built: the course, the rubric, the recording."""
