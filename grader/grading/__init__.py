"""From observations to a report: trials, judging, diagnosis, words, what a student may see, kept verdicts."""
