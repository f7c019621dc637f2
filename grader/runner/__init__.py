"""
What shares a process with student code, in grading and at home: loading, fixtures, observing. It knows no expected
value.
"""
