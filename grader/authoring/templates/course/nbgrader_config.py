"""nbgrader for this course: `grader build`, then `nbgrader generate_assignment NAME`, `nbgrader autograde NAME`."""

from grader.nbgrader import configure

c = get_config()  # noqa: F821  nbgrader puts it here
c.CourseDirectory.course_id = "autograd"
c.CourseDirectory.release_directory = "assignments"
# c.CourseDirectory.db_url = "postgresql+psycopg://user:password@host/gradebook"  # default: gradebook.db, SQLite
# c.Grade.timeout_s = 10.0  # for one check
# c.Grade.require_isolation = True  # refuse to run student code where a layer of isolation is missing
configure(c)
