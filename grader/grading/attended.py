"""
A module as a program that does not outlive who started it: `python -m grader.grading.attended FOLDER MODULE ...`.

Standard input is a pipe of which nothing comes. When it ends, whoever held it is gone, killed perhaps: then FOLDER
is removed, and this process ends with all of its group.
"""

from __future__ import annotations

import os
import runpy
import shutil
import signal
import sys
import threading


def end_with_the_other(folder: str) -> None:
    """Wait for the end of standard input, then end everything."""
    while os.read(0, 1):
        pass
    shutil.rmtree(folder, ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    threading.Thread(target=end_with_the_other, args=(sys.argv[1],), daemon=True).start()
    del sys.argv[:2]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
