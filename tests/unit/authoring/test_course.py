"""`grader init-course` sets a course up and leaves alone what is there."""

from __future__ import annotations

import re
import subprocess

import pytest

from grader.authoring import course, templates
from grader.cli import main
from grader.errors import UsageError


def test_a_new_course_has_nbgraders_configuration_and_a_place_for_exercises(tmp_path, capsys):
    folder = tmp_path / "new"

    assert main.main(["init-course", str(folder)]) == 0
    assert {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} == set(
        course.TEMPLATES
    )
    assert capsys.readouterr().out.count(": written\n") == len(course.TEMPLATES)
    compile((folder / "nbgrader_config.py").read_text("utf-8"), "nbgrader_config.py", "exec")


def test_this_projects_own_configuration_is_the_same(project):
    assert (project / "nbgrader_config.py").read_text("utf-8") == templates.read("course/nbgrader_config.py")
    assert templates.read("course/gitignore") in (project / ".gitignore").read_text("utf-8")


def test_what_is_there_stays_and_the_lines_to_add_are_said(tmp_path):
    there = {"nbgrader_config.py": "c = get_config()\n", ".gitignore": "*.pyc\n", "source/ps1/ps1.ipynb": "{}"}
    for name, text in there.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    said = "\n".join(course.init(tmp_path))

    assert {name: (tmp_path / name).read_text() for name in there} == there
    assert "stays as it is. To grade by this package, add to its end:" in said
    assert "    configure(get_config())" in said
    assert (tmp_path / "solutions/README.md").is_file()


def test_setting_up_twice_changes_nothing(tmp_path):
    course.init(tmp_path)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    assert course.init(tmp_path) == [f"{tmp_path} is set up already"]
    assert {path: path.read_bytes() for path in before} == before


def test_workflows_are_written_where_they_are_asked_for_and_what_comes_next_is_said(tmp_path, capsys):
    folder = tmp_path / "new"

    assert main.main(["init-course", str(folder), "--github"]) == 0

    for name, template in (course.TEMPLATES | course.ON_GITHUB).items():
        assert (folder / name).read_text("utf-8") == templates.read(template)
    said = capsys.readouterr().out
    assert f"{folder}/.github/workflows/grade.yml: written\n" in said
    assert f"the steps of {folder}/.github/GRADING.md" in said


def test_the_set_up_page_asks_once_for_each_variable_and_secret_that_the_workflows_read():
    page = templates.read("github/GRADING.md")
    workflows = "".join(templates.read(name) for name in course.ON_GITHUB.values() if name.endswith(".yml"))
    read = {(kind, name) for kind, name in re.findall(r"\b(vars|secrets)\.(GRADER_\w+)", workflows)}
    asked = re.findall(r"gh (variable|secret) set (GRADER_\w+)", page)

    assert sorted(asked) == sorted(({"vars": "variable", "secrets": "secret"}[kind], name) for kind, name in read)


def test_the_set_up_pages_commands_are_a_shells_and_use_only_what_was_said_at_the_top():
    for shape in templates.read("github/GRADING.md").split("\n## ")[1:3]:
        script = "\n".join(re.findall(r"^ *```\n(.*?)^ *```", shape, re.MULTILINE | re.DOTALL))
        said = set(re.findall(r"^ *(\w+)=", script, re.MULTILINE))
        each = set(re.findall(r"^ *for (\w+) in", script, re.MULTILINE))
        used = set(re.findall(r"\$\{?(\w+)", script))

        assert subprocess.run(["bash", "-n"], input=script, text=True, capture_output=True).stderr == ""
        assert len(said) >= 2 and used == said | each


def test_no_repository_of_the_courses_own_is_called_as_students_are():
    shape = templates.read("github/GRADING.md").split("\n## ")[2]
    names = dict(re.findall(r"^ *([A-Z]+)=(my-organisation/\S+)", shape, re.MULTILINE))

    students = names.pop("STUDENTS")
    assert sorted(names) == ["PRIVATE", "START"]
    assert not [name for name in names.values() if name.startswith(students)]


def test_the_set_up_page_says_what_the_schedule_costs():
    """In a private repository a run is billed as a minute at least; free plans have 2,000 a month."""
    workflow = templates.read("github/workflows/student-repositories.yml")
    (cron,) = re.findall(r'- cron: "(.*?)"', workflow)

    assert re.fullmatch(r"\d+ \* \* \* \*", cron)
    assert f"about {24 * 30}\nminutes a month" in templates.read("github/GRADING.md")


def test_a_workflow_that_is_there_stays_and_one_that_differs_is_named(tmp_path):
    course.init(tmp_path, github=True)
    assert course.init(tmp_path, github=True) == [f"{tmp_path} is set up already"]
    mine = tmp_path / ".github/workflows/grade.yml"
    mine.write_text("on: push\n")
    (tmp_path / ".github/workflows/advisory.yml").unlink()

    said = course.init(tmp_path, github=True)

    assert mine.read_text() == "on: push\n"
    assert said[0] == f"{tmp_path}/.github/workflows/advisory.yml: written"
    assert said[1].startswith(f"{mine} is there already, differs from this version's and stays as it is.")


def test_workflows_of_ones_own_are_not_looked_at_unless_asked_for(tmp_path):
    mine = tmp_path / ".github/workflows/grade.yml"
    mine.parent.mkdir(parents=True)
    mine.write_text("on: push\n")

    assert all("github" not in line for line in course.init(tmp_path))


def test_a_file_is_no_course(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(UsageError, match="is a file; name the course's folder"):
        course.init(tmp_path / "file")
