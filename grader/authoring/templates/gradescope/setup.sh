#!/usr/bin/env bash
# A wheel of the grader that lies beside this file is taken before any other.
set -euo pipefail
root="${AUTOGRADER:-/autograder}"
apt-get update -qq
apt-get install -y -qq python3-venv bubblewrap libseccomp2
python3 -m venv "$root/environment"
"$root/environment/bin/python" -m pip install --quiet --find-links "$root/source" -r "$root/source/requirements.txt"
