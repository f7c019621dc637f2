"""What the benchmarks are made of can still be made: nothing else runs them, and none of this is timed."""

from __future__ import annotations

from bench_grading import short_course

from grader.exercise.exercise import read_rubric


def test_the_exercise_that_is_timed_builds_with_its_training_shortened(tmp_path):
    recording = read_rubric(short_course(tmp_path)).recording
    (trajectory,) = (check for check in recording.checks if check.id == "test_trajectory")
    assert list(recording.expected[trajectory.id]) == ["after_5"]
