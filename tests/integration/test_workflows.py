"""
The workflows for courses, which `grader init-course --github` writes: checked by the schemas and linters of others,
and their own shell steps run for real, taken out of the files, against git repositories made here. GitHub's command
line is played by a few lines of shell.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tiny
import yaml
from machine import need
from paths import ROOT
from repositories import SETTINGS, commit, git, repository

from grader import __version__
from grader.authoring import course as course_folder
from grader.authoring import templates

GITHUB = Path(templates.__file__).parent / "github"
OWN = sorted((ROOT / ".github/workflows").glob("*.yml"))
"""The workflows of this project itself."""
WORKFLOWS = [*sorted((GITHUB / "workflows").glob("*.yml")), *OWN]
ACTION = GITHUB / "actions/grade/action.yml"
BIN = Path(sys.executable).parent
BASE, HEAD = "a" * 40, "b" * 40


def read(path: Path) -> dict[Any, Any]:
    return yaml.safe_load(path.read_text("utf-8"))


def steps(path: Path) -> list[dict[str, Any]]:
    found = read(path)
    jobs = [found["runs"]] if "runs" in found else found["jobs"].values()
    return [step for job in jobs for step in job.get("steps", ())]


def step(file: str, name: str) -> dict[str, Any]:
    path = ACTION if file == "action" else GITHUB / "workflows" / f"{file}.yml"
    return next(each for each in steps(path) if each.get("name") == name)


def shell(script: str, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a step as GitHub runs one: bash, with -e and pipefail, and files for what it hands on."""
    known = {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder), "RUNNER_TEMP": str(folder)}
    files = {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    variables = {**known, **files, **environment}
    return subprocess.run(command, cwd=folder, env=variables, capture_output=True, text=True, timeout=600)


# --- what others say of the files --------------------------------------------------------------


@pytest.mark.parametrize(("schema", "files"), [("workflows", WORKFLOWS), ("actions", [ACTION])])
def test_they_fit_the_published_schema(schema, files):
    command = [BIN / "check-jsonschema", "--builtin-schema", f"vendor.github-{schema}", *files]
    done = subprocess.run(command, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_a_linter_for_the_security_of_workflows_finds_nothing_that_matters():
    command = [BIN / "zizmor", "--offline", "--no-progress", "--no-config", "--min-severity", "medium"]
    done = subprocess.run([*command, *WORKFLOWS, ACTION], capture_output=True, text=True)

    assert done.returncode == 0, done.stdout


def test_a_linter_for_shell_finds_nothing():
    for path in [*WORKFLOWS, ACTION]:
        for each in steps(path):
            if "run" in each:
                command = [BIN / "shellcheck", "--shell=bash", "--exclude=SC2153,SC2154", "-"]
                done = subprocess.run(command, input=each["run"], capture_output=True, text=True)
                assert done.returncode == 0, f"{path.name}, {each['name']}: {done.stdout}"


def test_every_action_is_pinned_to_a_commit():
    for path in [*WORKFLOWS, ACTION]:
        for line in path.read_text("utf-8").splitlines():
            if found := re.match(r"\s*(?:- )?uses: (.*)", line):
                assert re.fullmatch(r"\./\S+|(actions|pypa)/\S+@[0-9a-f]{40} # v[0-9.]+", found[1]), line


def test_what_they_install_is_this_version():
    lines = templates.read("github/grader/requirements.txt").splitlines()

    assert lines[0].startswith("#") and lines[1].startswith("torch==")
    assert lines[2:] == [f"autograd-grader[course]=={__version__}"]


@pytest.mark.parametrize(
    ("file", "python", "extra"),
    [("advisory", "python", ""), ("grade", "environment/bin/python", "[course]")],
)
@pytest.mark.parametrize(
    "grader", ["autograd-grader{}==9", "./.github/grader/autograd_grader-9-py3-none-any.whl{}"]
)
def test_what_they_install_is_said_in_one_file(tmp_path, file, python, extra, grader):
    (tmp_path / ".github/grader").mkdir(parents=True)
    (tmp_path / ".github/grader/requirements.txt").write_text(f"torch==2\n{grader.format('[course]')}\n")
    (tmp_path / "environment/bin").mkdir(parents=True)
    (tmp_path / python).write_text('#!/bin/bash\nif [ "$2" = pip ]; then cat "${@: -1}"; fi\n')
    (tmp_path / python).chmod(0o755)
    if file == "grade":
        (tmp_path / "python").symlink_to(tmp_path / python)
    for each in steps(GITHUB / f"workflows/{file}.yml"):
        if each["name"].startswith("Install") and "pip" in each["run"]:
            done = shell(each["run"], tmp_path)

            assert done.returncode == 0, done.stderr
            assert done.stdout == f"torch==2\n{grader.format(extra)}\n"


def test_each_job_that_installs_has_the_file_that_says_what():
    for job in read(GITHUB / "workflows/grade.yml")["jobs"].values():
        installs = [at for at, each in enumerate(job["steps"]) if "requirements.txt" in each.get("run", "")]
        checkouts = [at for at, each in enumerate(job["steps"]) if "actions/checkout" in each.get("uses", "")]
        assert not installs or "repository" not in job["steps"][checkouts[0]]["with"]
        assert all(checkouts[0] < at for at in installs)


def test_no_script_holds_an_expression():
    """What GitHub puts into a script is code: everything comes by way of the environment."""
    for path in [*WORKFLOWS, ACTION]:
        assert not [each["name"] for each in steps(path) if "${{" in each.get("run", "")]


# --- who may do what ---------------------------------------------------------------------------


def test_each_job_may_do_only_what_it_is_for():
    jobs = read(GITHUB / "workflows/grade.yml")["jobs"]

    assert {name: job.get("permissions", {}) for name, job in jobs.items()} == {
        "environment": {"contents": "read"},
        "grade": {"contents": "read"},
        "status": {"statuses": "write"},
        "comment": {"pull-requests": "write"},
    }
    for name in ("grade", "course-repository", "student-repositories"):
        assert read(GITHUB / f"workflows/{name}.yml")["permissions"] == {}
    assert read(GITHUB / "workflows/advisory.yml")["permissions"] == {"contents": "read"}


def test_only_the_job_that_publishes_a_release_may_prove_who_it_is_and_it_runs_nothing_of_ours():
    release = read(ROOT / ".github/workflows/release.yml")
    build, publish = release["jobs"]["build"], release["jobs"]["publish"]

    assert release["permissions"] == {}
    assert build["permissions"] == {"contents": "read"}
    assert publish["permissions"] == {"id-token": "write"}
    assert publish["environment"] == "pypi"
    assert not any("run" in each or "checkout" in each["uses"] for each in publish["steps"])


def test_a_token_is_known_to_no_step_that_runs_student_code():
    text = ACTION.read_text("utf-8")
    assert not re.search("token|secrets", text, re.IGNORECASE)
    for each in read(GITHUB / "workflows/grade.yml")["jobs"]["grade"]["steps"]:
        if each["name"] == "Grade":
            assert not re.search("token|secrets", json.dumps(each), re.IGNORECASE)


def test_no_checkout_leaves_its_token_on_the_disk():
    found = [each for path in WORKFLOWS for each in steps(path) if "actions/checkout" in each.get("uses", "")]

    assert found
    assert all(each["with"]["persist-credentials"] is False for each in found)


def test_the_mark_of_record_takes_nothing_from_the_first_run():
    """Artifacts come from the same run: a run id is what another run's are fetched by."""
    for name in ("grade", "course-repository"):
        assert "run-id" not in (GITHUB / f"workflows/{name}.yml").read_text("utf-8")


def test_only_a_job_that_sees_no_student_saves_to_the_cache():
    for name, job in read(GITHUB / "workflows/grade.yml")["jobs"].items():
        saves = [each for each in job["steps"] if re.search("actions/cache(/save)?@", each.get("uses", ""))]
        assert bool(saves) is (name == "environment")


def test_they_do_nothing_where_their_variables_are_not_set_or_solutions_are():
    """All of them are written to a course's folder, whichever of them it is to use."""
    for name, variable in {"course-repository": "GRADER_CHECKS", "student-repositories": "GRADER_STUDENTS"}.items():
        assert f"vars.{variable} != ''" in read(GITHUB / f"workflows/{name}.yml")["jobs"]["find"]["if"]
    guarded = [each for each in steps(GITHUB / "workflows/advisory.yml") if "if" in each]
    assert {"Install", "Run the visible checks"} <= {each["name"] for each in guarded}
    assert {each["if"] for each in guarded} == {"hashFiles('solutions/**') == ''"}


# --- the steps, run ----------------------------------------------------------------------------

THIEF = """\
import os, pathlib


def double(x):
    found = [f"{name}={value}" for name, value in os.environ.items()]
    for place in ("/proc/self/environ", "/proc/1/environ", os.path.expanduser("~/.gitconfig")):
        try:
            found.append(pathlib.Path(place).read_bytes().decode())
        except OSError:
            pass
    raise ValueError(" ".join(found))
"""

HOSTILE = {
    "assignments/tiny/tiny.py": THIEF,
    "assignments/tiny/test_tiny.py": "def test_doubled(): pass\n",
    "assignments/tiny/expected.json": "{}",
    ".github/workflows/grade.yml": "on: pull_request\n",
    ".github/actions/grade/action.yml": "runs: {using: composite, steps: []}\n",
    **dict.fromkeys(
        ("conftest.py", "sitecustomize.py", "torch.py", "grader.py", "-rf", "a\nb", "a\u202eb"), "1/0\n"
    ),
    ".gitattributes": "* filter=evil diff=evil export-ignore working-tree-encoding=UTF-16\n",
    ".gitconfig": "[core]\n\tfsmonitor = touch hooked\n",
    "hooks/post-checkout": "#!/bin/sh\ntouch hooked\n",
    ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ../secret\n',
}
LINKS = (("120000", "/", "assignments/root"), ("160000", "1" * 40, "x"), ("120000", "../solutions", "solutions"))


@pytest.fixture
def course(exercise, tmp_path):
    """The course's repository as GitHub has it, with a hostile pull request; returns it with base and head."""
    files = {f"assignments/tiny/{path.name}": path.read_bytes() for path in exercise.assignment.iterdir()}
    remote = repository(tmp_path / "remote", files)
    git(remote, "config", "uploadpack.allowAnySHA1InWant", "true")
    base = git(remote, "rev-parse", "HEAD")
    head = commit(remote, HOSTILE, raw=LINKS)
    git(remote, "update-ref", "refs/pull/7/head", head)
    git(remote, "update-ref", "HEAD", base)
    return remote, base, head


def fetched(folder: Path, remote: Path, base: str, head: str, **changes: str) -> subprocess.CompletedProcess[str]:
    known = {"TOKEN": "s3cret", "REMOTE": str(remote), "NUMBER": "7", "BASE": base, "HEAD": head, "STUDENT": "ada"}
    return shell(step("grade", "Fetch the head as data")["run"], folder, **known | changes)


def test_a_hostile_head_is_fetched_as_data_and_the_token_is_not_kept(course, tmp_path):
    done = fetched(tmp_path, *course)

    assert done.returncode == 0, done.stderr
    heads = tmp_path / "heads"
    assert git(heads / "ada.git", "rev-parse", "HEAD") == course[2]
    kept = [path for path in heads.rglob("*") if path.is_file()]
    assert not [path for path in kept if b"s3cret" in path.read_bytes() or b"czNjcmV0" in path.read_bytes()]
    assert not [path for path in kept if path.name in ("conftest.py", "hooked", "tiny.py", "-rf")]
    assert not list(tmp_path.rglob("hooked"))
    assert "s3cret" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "changes",
    [
        *({"STUDENT": name} for name in ("../x", "-x", "a/b", "", ".git", "a\nb")),
        *({"NUMBER": number} for number in ("7/../8", "", "--all")),
        {"HEAD": BASE},
        {"BASE": "--upload-pack=touch hooked"},
    ],
    ids=str,
)
def test_what_is_no_number_commit_or_login_stops_the_run(course, tmp_path, changes):
    assert fetched(tmp_path, *course, **changes).returncode != 0
    assert not list(tmp_path.rglob("hooked"))


def test_a_hostile_head_gets_what_its_code_earns_and_sees_no_token(course, exercise, pool, tmp_path):
    """The whole way: fetched, then graded by the action, with every layer of isolation."""
    if missing := pool.missing():
        if os.environ.get("CI"):
            pytest.fail(f"these layers must be there in CI: {missing}")
        pytest.skip(f"not all layers of isolation are here: {missing}")
    fetched(tmp_path, *course)
    done = shell(
        step("action", "Grade")["run"],
        tmp_path,
        GRADER=str(BIN / "grader"),
        COURSE=str(exercise.course),
        REPOSITORY=str(tmp_path / "heads/ada.git"),
        BASE=course[1],
        EXERCISE="all",
        FAIL_UNDER="50",
        REPORTS=str(tmp_path / "reports"),
        GH_TOKEN="s3cret",
        ACTIONS_RUNTIME_TOKEN="s3cret",
    )

    assert done.returncode == 1, done.stderr  # graded, and below 50 %
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == "points=0\nmax_points=7\nerrors=0\n"
    summary = (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    (report,) = json.loads((tmp_path / "reports/record.json").read_text())["reports"]
    assert (report["student"], report["points"], "bubblewrap" in report["isolation"]) == ("ada", 0, True)
    for path in HOSTILE.keys() - {"assignments/tiny/tiny.py"}:
        assert path.replace("\u202e", "\\u202e") in report["ignored"]
    everything = done.stdout + done.stderr + summary + json.dumps(report)
    assert "s3cret" not in everything
    assert "GITHUB_OUTPUT" not in summary
    assert not [secret for secret in tiny.NOT_FOR_STUDENTS if secret in summary + done.stdout]
    assert "Also there, and not read:" in summary


def test_a_run_that_cannot_grade_makes_no_report(course, exercise, tmp_path):
    fetched(tmp_path, *course)
    done = shell(
        step("action", "Grade")["run"],
        tmp_path,
        GRADER=str(BIN / "grader"),
        COURSE=str(tmp_path),
        REPOSITORY=str(tmp_path / "heads/ada.git"),
        BASE=course[1],
        EXERCISE="all",
        FAIL_UNDER="0",
        REPORTS=str(tmp_path / "reports"),
    )

    assert done.returncode == 2
    assert not (tmp_path / "GITHUB_OUTPUT").exists()
    assert list((tmp_path / "reports").iterdir()) == []


# --- GitHub's side, played ---------------------------------------------------------------------

FAKE = """\
#!/bin/bash
# Notes how it was called; answers a question with what the test has ready for its address, by way of real jq.
printf '%s\\n' "$*" >> "$RUNNER_TEMP/called"
filter=; address=
while [ $# -gt 0 ]; do
  case "$1" in
    --jq) filter=$2; shift;;
    --method | -f) shift;;
    -F) cat "${2#*@}" >> "$RUNNER_TEMP/sent"; shift;;
    */*) address=$1;;
  esac
  shift
done
file="$RUNNER_TEMP/answers/$(printf '%s' "${address%%\\?*}" | tr / _)"
if [ -n "$filter" ] && [ -f "$file" ]; then jq --raw-output --compact-output "$filter" "$file"; fi
"""


@pytest.fixture
def github(tmp_path):
    """Return a function that gets answers ready by address, and a folder whose `gh` gives them."""
    need("jq", "jq")
    (tmp_path / "gh").write_text(FAKE)
    (tmp_path / "gh").chmod(0o755)
    (tmp_path / "answers").mkdir()

    def answer(address: str, content: object) -> None:
        (tmp_path / "answers" / address.replace("/", "_")).write_text(json.dumps(content))

    return answer


@pytest.mark.parametrize(
    ("result", "points", "most", "state", "words"),
    [
        ("success", "9", "15", "success", "9 of 15 points"),
        ("success", "0.5", "15", "success", "0.5 of 15 points"),
        ("failure", "3", "15", "failure", "3 of 15 points"),
        ("cancelled", "15", "15", "failure", "15 of 15 points"),
        ("success", "", "", "error", "No report, so no points: staff must look at the run"),
        ("failure", "", "", "error", "No report, so no points: staff must look at the run"),
        ("skipped", "", "", "error", "No report, so no points: staff must look at the run"),
        ("success", "0", "0", "failure", "No submission was changed, so nothing was graded"),
        ("success", "1;x", "15", "error", "No report, so no points: staff must look at the run"),
    ],
)
def test_no_report_is_an_error_and_no_verdict(github, tmp_path, result, points, most, state, words):
    script = step("grade", "Set the commit status")["run"]
    known = {
        "REPOSITORY": "o/r",
        "HEAD": HEAD,
        "RUN": "run",
        "RESULT": result,
        "POINTS": points,
        "MAX_POINTS": most,
    }
    done = shell(script, tmp_path, **known)

    assert done.returncode == 0, done.stderr
    called = (tmp_path / "called").read_text()
    assert f"repos/o/r/statuses/{HEAD} -f context=grade -f state={state} -f description={words} -f" in called


@pytest.mark.parametrize(
    ("user", "body", "method"),
    [
        ("github-actions[bot]", "<!-- autograd-grader -->\nold", "PATCH repos/o/r/issues/comments/41 "),
        ("eve", "<!-- autograd-grader -->\nforged", "POST repos/o/r/issues/7/comments "),
        ("github-actions[bot]", "something else", "POST repos/o/r/issues/7/comments "),
    ],
)
def test_the_comment_is_written_anew_where_it_is_our_own(github, tmp_path, user, body, method):
    github("repos/o/r/issues/7/comments", [{"id": 41, "user": {"login": user}, "body": body}])
    (tmp_path / "summary").mkdir()
    (tmp_path / "summary/summary.md").write_text("## tiny: 3 of 7 points\n")
    known = {"REPOSITORY": "o/r", "NUMBER": "7", "HEAD": HEAD, "LOGIN": "github-actions[bot]"}
    done = shell(step("grade", "Comment")["run"], tmp_path, **known)

    assert done.returncode == 0, done.stderr
    assert f"api --silent --method {method}" in (tmp_path / "called").read_text()
    assert (tmp_path / "sent").read_text() == (
        f"<!-- autograd-grader -->\nGraded: {HEAD}\n\n## tiny: 3 of 7 points\n"
    )


def test_without_a_summary_the_comment_says_so(github, tmp_path):
    known = {"REPOSITORY": "o/r", "NUMBER": "7", "HEAD": HEAD, "LOGIN": "course"}
    done = shell(step("grade", "Comment")["run"], tmp_path, **known)

    assert done.returncode == 0, done.stderr
    assert "There is no report, so there are no points." in (tmp_path / "sent").read_text()


def pull(number: int, head: str, source: str = "ada/course", login: str = "ada") -> dict[str, Any]:
    return {
        "number": number,
        "user": {"login": login},
        "head": {"sha": head, "ref": "$(touch hooked)", "repo": {"full_name": source}},
        "base": {"sha": BASE, "repo": {"full_name": "o/r"}},
    }


def test_the_pull_request_is_found_by_its_head(github, tmp_path):
    github("repos/o/r/pulls", [pull(6, "c" * 40), pull(7, HEAD), pull(8, HEAD, "eve/course", "eve")])
    script = step("course-repository", "Find the pull request")["run"]
    done = shell(script, tmp_path, REPOSITORY="o/r", HEAD=HEAD, SOURCE="ada/course")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "GITHUB_OUTPUT").read_text() == f"number=7\nbase={BASE}\nhead={HEAD}\nstudent=ada\n"
    assert not (tmp_path / "hooked").exists()


def test_a_head_of_no_open_pull_request_stops_the_run(github, tmp_path):
    github("repos/o/r/pulls", [pull(6, "c" * 40)])
    script = step("course-repository", "Find the pull request")["run"]
    done = shell(script, tmp_path, REPOSITORY="o/r", HEAD=HEAD, SOURCE="ada/course")

    assert done.returncode == 1
    assert not (tmp_path / "GITHUB_OUTPUT").exists()


def test_a_head_whose_pull_request_is_not_found_gets_an_error(github, tmp_path):
    job = read(GITHUB / "workflows/course-repository.yml")["jobs"]["not-found"]
    assert (job["needs"], job["if"]) == ("find", "failure()")
    script = step("course-repository", "Say that nothing was graded")["run"]

    done = shell(script, tmp_path, REPOSITORY="o/r", HEAD=HEAD, RUN="run")

    assert done.returncode == 0, done.stderr
    assert f"repos/o/r/statuses/{HEAD} -f context=grade -f state=error" in (tmp_path / "called").read_text()


def test_heads_of_student_repositories_are_marked_once_and_a_students_own_status_is_no_mark(github, tmp_path):
    there = ("o/hw-ada", "o/hw-ben", "o/hw-eve", "o/hw-solutions", "o/website")
    github("orgs/o/repos", [{"full_name": name} for name in there])
    github("repos/o/hw-solutions/pulls", [pull(1, "4" * 40)])
    for student, head in {"ada": "1" * 40, "ben": "2" * 40, "eve": "3" * 40}.items():
        found = pull(1, head)
        found["base"]["repo"]["full_name"] = f"o/hw-{student}"
        github(f"repos/o/hw-{student}/pulls", [found])
    for student, head, login in [("ben", "2" * 40, "course"), ("eve", "3" * 40, "eve")]:
        marks = [{"id": 1, "context": "grade", "creator": {"login": login}}]
        github(f"repos/o/hw-{student}/commits/{head}/statuses", marks)
    script = step("student-repositories", "Find the heads that have no mark yet")["run"]
    done = shell(script, tmp_path, STUDENTS="o/hw-", LOGIN="course", GITHUB_REPOSITORY="o/hw-solutions")

    assert done.returncode == 0, done.stderr
    heads = json.loads((tmp_path / "GITHUB_OUTPUT").read_text().removeprefix("heads="))
    assert [(each["student"], each["repository"], each["number"]) for each in heads] == [
        ("ada", "o/hw-ada", "1"),
        ("eve", "o/hw-eve", "1"),
    ]


def test_the_advisory_run_checks_what_the_head_changes(tmp_path):
    clone = repository(tmp_path / "clone", {f"assignments/{name}/{name}.py": "" for name in ("one", "two")})
    commit(clone, {"assignments/two/two.py": "x = 1\n"})
    git(clone, "reset", "--quiet", "--hard")
    (clone / "python").write_text('#!/bin/sh\necho "$PWD $*"\nexit 1\n')
    (clone / "python").chmod(0o755)
    done = shell(step("advisory", "Run the visible checks")["run"], clone)

    assert done.returncode == 1
    assert done.stdout == f"{clone}/assignments/two -m pytest -p no:cacheprovider\n"


# --- the set-up, from a folder that `grader init-course --github` wrote --------------------------

HUB = """\
#!/bin/bash
# As far as the set-up goes, GitHub is a folder of bare repositories; all else is noted.
printf '%s\\n' "$*" >> "$RUNNER_TEMP/called"
hub="$RUNNER_TEMP/hub"
filled() { # a clone with a first commit, pushed
  git init --quiet --bare "$hub/$1.git" && git clone --quiet "$hub/$1.git" "$RUNNER_TEMP/first" 2> /dev/null
  git -C "$RUNNER_TEMP/first" commit --quiet --allow-empty -m first
  git -C "$RUNNER_TEMP/first" push --quiet origin HEAD && rm -rf "$RUNNER_TEMP/first"
}
case "$1 $2 $*" in
  "repo create "*" --source . --push")
    git init --quiet --bare "$hub/$3.git"
    git remote add origin "$hub/$3.git" && git push --quiet -u origin HEAD;;
  "repo create "*" --add-readme") filled "$3";;
  "repo create "*" --template "*) cp -r "$hub/${*: -1}.git" "$hub/$3.git";;
  "repo create "*) echo "what for?" >&2; exit 1;;
  "repo clone "*) git clone --quiet "$hub/$3.git" "$4";;
  "api user "*) echo marker;;
esac
"""


@pytest.fixture
def set_up(exercise, tmp_path):
    """Return a function that does a shape's steps in a new course, and what is in a repository after that."""
    for name, text in {"gh": HUB, "sleep": "#!/bin/sh\n"}.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    folder = tmp_path / "course"
    course_folder.init(folder, github=True)
    for part in ("solutions", "assignments"):
        shutil.copytree(exercise.course / part, folder / part, dirs_exist_ok=True)
    page = (folder / ".github/GRADING.md").read_text("utf-8").split("\n## ")
    identity = {**SETTINGS, "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "init.defaultBranch"}

    def done(shape: int, later: str = "") -> dict[str, set[str]]:
        scripts = re.findall(r"^( *)```\n(.*?)^ *```", page[shape], re.MULTILINE | re.DOTALL)
        in_order = [script for indent, script in scripts if indent]
        after = [script for indent, script in scripts if not indent]
        text = "\n".join([*in_order, later, *(after if later else ())])
        run = f"cd {shlex.quote(str(folder))}\n{text}"
        made = shell(run, tmp_path, **identity, GIT_CONFIG_VALUE_0="main")
        assert made.returncode == 0, made.stderr
        return {
            path.relative_to(tmp_path / "hub").as_posix(): set(
                git(path, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
            )
            for path in (tmp_path / "hub").glob("*/*.git")
        }

    return done


COURSES_OWN = {"solutions/tiny/tiny.py", "assignments/tiny/tiny.py", ".gitignore", "nbgrader_config.py"}


def test_the_steps_for_forks_publish_the_assignments_and_nothing_else(set_up, tmp_path):
    found = set_up(1)

    private, public = (found[f"my-organisation/{name}.git"] for name in ("course-solutions", "course"))
    assert private >= COURSES_OWN | set(course_folder.ON_GITHUB)
    assert public >= {"assignments/tiny/tiny.py", ".github/grader/requirements.txt"}
    assert {path for path in public if path.startswith(".github/")} == set(course_folder.ON_GITHUB) - {
        ".github/GRADING.md",
        ".github/workflows/student-repositories.yml",
    }
    assert {path.split("/")[0] for path in public} == {".github", "assignments"}
    assert not [path for path in (tmp_path / "course").rglob(".git") if path.parent != tmp_path / "course"]


def test_an_assignment_that_comes_later_is_published_too_and_its_solution_is_not(set_up):
    found = set_up(1, "mkdir solutions/next assignments/next && touch {solutions,assignments}/next/next.py")

    private, public = (found[f"my-organisation/{name}.git"] for name in ("course-solutions", "course"))
    assert private >= {"solutions/next/next.py", "assignments/next/next.py"}
    assert "assignments/next/next.py" in public
    assert not [path for path in public if path.startswith("solutions")]


def test_the_steps_for_one_repository_each_give_students_the_assignments_and_nothing_else(set_up, tmp_path):
    found = set_up(2)

    assert found.pop("my-organisation/course-solutions.git") >= COURSES_OWN | set(course_folder.ON_GITHUB)
    assert sorted(found) == [f"my-organisation/{name}.git" for name in ("start", "work-ada", "work-ben")]
    for files in found.values():
        assert "assignments/tiny/tiny.py" in files
        assert {path.split("/")[0] for path in files} == {"assignments"}
    called = (tmp_path / "called").read_text()
    assert "variable set GRADER_LOGIN --repo my-organisation/course-solutions --body marker\n" in called


@pytest.mark.parametrize("shape", [1, 2])
def test_a_command_that_changes_a_repository_on_github_says_which(shape):
    page = templates.read("github/GRADING.md").split("\n## ")[shape]
    commands = re.findall(r"gh (?:secret|variable|workflow|run) [^\n`]*", page)

    assert len(commands) >= 3
    assert not [each for each in commands if "--repo" not in each]
