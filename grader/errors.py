"""
The error tree. A student's fault is a result (a status in the report); only an author's, a user's or the
machine's fault is an exception.

    GraderError                  exit code 2, the message says what, where and what to do
    ├── UsageError               a wrong name, path or option
    │   └── AwayError            the machines that were to grade cannot be reached any more
    ├── AuthorError              a fault in `solutions/NAME/`: a check, an answer, the reference
    │   ├── DamagedError         a built file is not what `grader build` writes
    │   └── StaleError           `recorded.json` or `assignments/NAME/` is older than its sources
    ├── SubmissionError          one submission cannot be read; the class goes on
    │   ├── AmbiguousError       its script and its notebook are both filled in
    │   └── RepositoryError      its git repository cannot be read: no fault of the file, so staff must look
    ├── WireError                bytes from a child that are no frame: that run has failed
    ├── SandboxError             the machine cannot run untrusted code (no fork server, no fork)
    │   ├── UnconfinedError      a child failed before any student code was in it
    │   ├── StarvedError         a child that would compute got next to no time to, for very long
    │   └── StoppedError         grading was given up while this ran: nothing is known of it
    ├── DeskError                work on one submission failed, or was ended; the class goes on
    └── StoreError               verdicts cannot be kept; grading goes on without
"""

from __future__ import annotations


class GraderError(Exception):
    """Any fault that is not the student's; its text is shown to the user as it stands."""


class UsageError(GraderError):
    """The command names an exercise, path or option that does not exist."""


class AwayError(UsageError):
    """A cluster is gone, and has not come back in time."""


class AuthorError(GraderError):
    """Course staff must mend a file in `solutions/`."""


class DamagedError(AuthorError):
    """A file that was built holds something else; `reason` says what, and `remedy` is what course staff do."""

    def __init__(self, reason: str, remedy: str) -> None:
        super().__init__(f"{reason}: {remedy}")
        self.reason = reason


class StaleError(AuthorError):
    """What was built no longer matches what it was built from."""


class SubmissionError(GraderError):
    """This submission cannot be read; it is reported with no points and the reason."""


class AmbiguousError(SubmissionError):
    """Two files of one student are filled in, and nothing says which counts."""


class RepositoryError(SubmissionError):
    """A student's git repository cannot be read; what the student's file earns is not known."""


class WireError(GraderError):
    """Bytes that arrived from a child process are not a frame this side accepts."""


class SandboxError(GraderError):
    """No process for student code could be started or kept."""


class UnconfinedError(SandboxError):
    """A child came to its end before it could be confined: the machine's fault, never the student's."""


class StarvedError(SandboxError):
    """A busy machine kept a child from computing for so long that nothing can be said of it."""


class StoppedError(SandboxError):
    """Grading was given up, by Ctrl-C or after another error, while this was running."""


class DeskError(GraderError):
    """The grader's own work on a submission raised something, or took too long; its text is a traceback, or why."""


class StoreError(GraderError):
    """The file of kept verdicts cannot be read or written."""
