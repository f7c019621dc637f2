import tiny

def test_right(grade_source):
    report = grade_source(tiny.RIGHT)
    assert report.points == report.max_points == 7
