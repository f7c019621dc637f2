"""
Pictures of numbers, as SVG: what was got beside what was expected, and two parameters on their way down a loss.

They are drawn where no student code runs, from the numbers and names of a report alone, so that a report gives the
same pictures wherever it is read. Squares and a solid line are the student's, circles and a dashed one the
reference's: the colours only repeat it. Each picture has words that say the same.
"""

from __future__ import annotations

import html
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.grading.phrases import say
from grader.grading.words import MAX_MISMATCHES, named
from grader.model import Bowl, Extract, Feedback, Picture
from grader.text import harmless

Point = tuple[float, float]

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 440.0, 230.0, 66.0, 14.0, 30.0, 40.0
FEWEST = 3
"""A series of fewer numbers says nothing that its table does not."""
ENORMOUS = 1e30
BEYOND = 3.0
"""A way is followed so many times as far as the reference's goes; a loss, so many powers of ten above its own."""
LEVELS = 9
STYLE = (
    "<style>svg{color-scheme:light dark;color:#1d2126;background:#fff}"
    "@media(prefers-color-scheme:dark){svg{color:#e6e8ea;background:#14171a}}</style>"
)
"""What a picture needs that stands in no page of its own, so that it is read on light and on dark."""
GOT, WANT, SOFT = "#d55e00", "#2f83c4", "currentColor"
"""Colours that the colour-blind tell apart, with a contrast of 3 and more on white and on black."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture: its SVG, to stand in a page, and what it says, in words."""

    svg: str
    words: str

    @property
    def alone(self) -> str:
        """The SVG as a file of its own."""
        head, _, rest = self.svg.partition(">")
        return f"{head}>{STYLE}{rest}"


def pictures(found: Feedback | None) -> tuple[Drawn, ...]:
    """Return the pictures of a check's feedback: the exercise's own, else a series beside the one expected."""
    if found is None:
        return ()
    if found.picture is not None:
        return (_losses(found.picture), _way(found.picture))
    both = ((each.name, each.got, each.expected) for each in found.mismatches[:MAX_MISMATCHES] if not each.bound)
    drawn = (_series(name, got, expected) for name, got, expected in both if got and expected)
    return tuple(each for each in drawn if each is not None)


def loss(bowl: Bowl, point: Point) -> float:
    """
    Return the height of a bowl at a point.

    >>> loss(Bowl(1.0, (0.0, 2.0), (2.0, 0.0, 4.0)), (1.0, 3.0))
    4.0
    """
    x, y = point[0] - bowl.at[0], point[1] - bowl.at[1]
    xx, xy, yy = bowl.curvature
    return bowl.least + 0.5 * (xx * x * x + 2 * xy * x * y + yy * y * y)


@dataclass(frozen=True, slots=True)
class _Axes:
    """Where numbers lie in a picture; `log` is for the upward axis."""

    x: Point
    y: Point
    log: bool = False

    def at(self, point: Point) -> Point:
        """Return a point's place, in the picture's own units."""
        across = (point[0] - self.x[0]) / (self.x[1] - self.x[0])
        return LEFT + (WIDTH - LEFT - RIGHT) * across, HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * self.up(point[1])

    def up(self, y: float) -> float:
        """Return how far up a number is, 1 for the top."""
        low, high, y = (math.log10(each) for each in (*self.y, y)) if self.log else (*self.y, y)
        return (y - low) / (high - low)

    def holds(self, point: Point) -> bool:
        """Return whether a point is in the picture."""
        slack = 1e-9 * (self.x[1] - self.x[0])
        in_x = self.x[0] - slack <= point[0] <= self.x[1] + slack
        return (
            in_x
            and math.isfinite(point[1])
            and (not self.log or point[1] > 0)
            and -1e-9 <= self.up(point[1]) <= 1 + 1e-9
        )


def _series(name: str, got: Extract, expected: Extract) -> Drawn | None:
    """Return a series of numbers beside the one expected; None where there is nothing to see."""
    both = [*got.numbers, *expected.numbers]
    count = len(got.numbers)
    if got.shape != expected.shape or got.shape != (count,) or count < FEWEST or got.noun or expected.noun:
        return None
    if not all(abs(number) < ENORMOUS for number in both) or min(both) == max(both):
        return None
    axes = _Axes((0.0, count - 1.0), (min(both), max(both)))
    ways = [list(enumerate(map(float, each.numbers))) for each in (got, expected)]
    words = say("picture: series", name=named(name), got=_list(got.numbers), expected=_list(expected.numbers))
    return _drawn(axes, ways, say("picture: entry"), named(name), words, ticks=(range(count), axes.y))


def _losses(picture: Picture) -> Drawn:
    """Return the loss by epoch, the student's beside the reference's."""
    descent = picture.descent
    epochs = [0, *(epoch for _, epoch in descent.steps)]
    ours, theirs = ([loss(descent.bowl, point) for point in (descent.start, *way)] for way in _ways(picture))
    low = min(each for each in (*ours, *theirs) if each > 0)
    top = max(theirs) * 10**BEYOND
    high = max([*theirs, *(each for each in ours if each <= top)])
    axes = _Axes((0.0, float(max(epochs))), (low / 1.3, high * 1.3), log=True)
    ways = [list(zip(map(float, epochs), each, strict=False)) for each in (ours, theirs)]
    words = say(
        "picture: losses",
        unit=f" in {descent.unit}" if descent.unit else "",
        epochs=", ".join(map(str, epochs)),
        got=_list(ours),
        expected=_list(theirs),
    )
    label = say("picture: loss") + (f" ({descent.unit})" if descent.unit else "")
    return _drawn(axes, ways, say("picture: epoch"), label, words)


def _way(picture: Picture) -> Drawn:
    """Return the way of the two parameters over the loss, whose lines of equal height are ellipses."""
    descent = picture.descent
    ours, theirs = ([descent.start, *way] for way in _ways(picture))
    x, y = (_range(number, theirs, [*ours, descent.bowl.at]) for number in (0, 1))
    axes = _Axes(x, y)
    words = say(
        "picture: way",
        first=descent.names[0],
        second=descent.names[1],
        got=_places(ours),
        expected=_places(theirs),
        least=_places([descent.bowl.at]),
    )
    lines = "".join(_contours(descent.bowl, axes))
    return _drawn(axes, [ours, theirs], *descent.names, words, behind=lines)


def _ways(picture: Picture) -> tuple[Sequence[Point], Sequence[Point]]:
    return picture.got, picture.expected


def _range(number: int, theirs: Sequence[Point], ours: Sequence[Point]) -> Point:
    """Return how far a picture reaches along one parameter: the reference's way, and ours as far as it may go."""
    low, high = (most(point[number] for point in theirs) for most in (min, max))
    far = BEYOND * (high - low or 1.0)
    near = [point[number] for point in ours if low - far <= point[number] <= high + far]
    low, high = min([low, *near]), max([high, *near])
    room = 0.08 * (high - low or 1.0)
    return low - room, high + room


def _contours(bowl: Bowl, axes: _Axes) -> Iterator[str]:
    """Yield lines of equal loss, each so many times as high above the lowest place as the one inside it."""
    xx, xy, yy = bowl.curvature
    corners = [(x, y) for x in axes.x for y in axes.y]
    highest = max(loss(bowl, corner) for corner in corners) - bowl.least
    left, top = axes.at((axes.x[0], axes.y[1]))
    yield f'<svg x="{left:g}" y="{top:g}" width="{WIDTH - LEFT - RIGHT:g}" height="{HEIGHT - TOP - BOTTOM:g}">'
    across = (WIDTH - LEFT - RIGHT) / (axes.x[1] - axes.x[0])
    up = (HEIGHT - TOP - BOTTOM) / (axes.y[1] - axes.y[0])
    x, y = axes.at(bowl.at)
    # The bowl is half the square of what a triangle of these makes of a step from its lowest place.
    one, two = math.sqrt(xx), xy / math.sqrt(xx)
    three = math.sqrt(yy - two * two)
    for level in range(LEVELS):
        size = math.sqrt(2 * highest / 4**level)
        turned = (size / one * across, 0.0, -size * two / (one * three) * across, -size / three * up)
        numbers = " ".join(f"{each:.4g}" for each in (*turned, x - left, y - top))
        yield (
            f'<circle class="level" r="1" transform="matrix({numbers})" vector-effect="non-scaling-stroke" '
            f'fill="none" stroke="{SOFT}" stroke-opacity="0.3"/>'
        )
    yield "</svg>"


def _drawn(
    axes: _Axes,
    ways: Sequence[Sequence[Point]],
    across: str,
    up: str,
    words: str,
    behind: str = "",
    ticks: tuple[Sequence[float], Sequence[float]] | None = None,
) -> Drawn:
    """Return two ways in one picture, the student's and the reference's, with what the axes are."""
    at_x, at_y = ticks or (_ticks(*axes.x), _decades(*axes.y) if axes.log else _ticks(*axes.y))
    beyond = _left_out(axes, ways[0])
    words = harmless(f"{words} {beyond}".rstrip())
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {HEIGHT:g}" width="{WIDTH:g}" '
        f'height="{HEIGHT:g}" role="img" aria-label="{html.escape(words)}" font-family="system-ui, sans-serif" '
        'font-size="12">'
    )
    labels = (_text(WIDTH - RIGHT, HEIGHT - 6, across, "end"), _text(4, 14, up), _text(4, HEIGHT - 6, beyond))
    lines = (*_line(axes, ways[1], "want"), *_line(axes, ways[0], "got"))
    return Drawn("".join((head, behind, *_frame(axes, at_x, at_y), *labels, *_legend(), *lines, "</svg>")), words)


def _frame(axes: _Axes, at_x: Sequence[float], at_y: Sequence[float]) -> Iterator[str]:
    bottom, right = HEIGHT - BOTTOM, WIDTH - RIGHT
    way = f"M{LEFT:g} {TOP:g}V{bottom:g}H{right:g}"
    yield f'<path class="axis" d="{way}" fill="none" stroke="{SOFT}" stroke-opacity="0.4"/>'
    for number in at_x:
        yield _text(axes.at((number, axes.y[1]))[0], bottom + 16, _short(number), "middle")
    for number in at_y:
        yield _text(LEFT - 6, axes.at((axes.x[0], number))[1] + 4, _short(number), "end")


def _text(x: float, y: float, text: str, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{SOFT}">{html.escape(harmless(text))}</text>'
    )


def _legend() -> Iterator[str]:
    yield _mark("got", (WIDTH - 186, 10))
    yield _text(WIDTH - 177, 14, say("picture: yours"))
    yield _mark("want", (WIDTH - 116, 10))
    yield _text(WIDTH - 106, 14, say("picture: reference"))


def _mark(name: str, place: Point) -> str:
    x, y = place
    if name == "got":
        return f'<rect class="got-dot" x="{x - 3.5:.1f}" y="{y - 3.5:.1f}" width="7" height="7" fill="{GOT}"/>'
    style = f'fill="none" stroke="{WANT}" stroke-width="2"'
    return f'<circle class="want-dot" cx="{x:.1f}" cy="{y:.1f}" r="5" {style}/>'


def _line(axes: _Axes, way: Sequence[Point], name: str) -> Iterator[str]:
    """Yield a line through those places of a way that are in the picture, with a mark at each."""
    runs: list[list[Point]] = [[]]
    for point in way:
        if axes.holds(point):
            runs[-1].append(axes.at(point))
        elif runs[-1]:
            runs.append([])
    stroke = f'stroke="{GOT}"' if name == "got" else f'stroke="{WANT}" stroke-dasharray="6 4"'
    for run in runs:
        if len(run) > 1:
            points = " ".join(f"{x:.1f},{y:.1f}" for x, y in run)
            yield f'<polyline class="{name}" points="{points}" fill="none" {stroke} stroke-width="2"/>'
    yield from (_mark(name, place) for run in runs for place in run)


def _left_out(axes: _Axes, way: Sequence[Point]) -> str:
    count = sum(not axes.holds(point) for point in way)
    return say("picture: left out", count=count, of=len(way)) if count else ""


def _ticks(low: float, high: float) -> list[float]:
    """
    Return round numbers from `low` to `high`, about five.

    >>> _ticks(0, 5000)
    [0.0, 1000.0, 2000.0, 3000.0, 4000.0, 5000.0]
    """
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(each * power for each in (1, 2, 5, 10) if each * power >= rough * 0.999)
    return [number * step for number in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]


def _decades(low: float, high: float) -> list[float]:
    """
    Return powers of ten from `low` to `high`, at most about six, with 2 and 5 times them where there are few.

    >>> _decades(2, 90)
    [2.0, 5.0, 10.0, 20.0, 50.0]
    """
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    each_of = (1, 2, 5) if last - first <= 3 else (1,)
    every = max((last - first) // 6, 1)
    found = [number * 10.0**power for power in range(first, last + 1, every) for number in each_of]
    return [number for number in found if low <= number <= high]


def _short(number: float) -> str:
    return f"{number:.4g}".replace("-", "\N{MINUS SIGN}").replace("e+0", "e").replace("e+", "e")


def _list(numbers: Sequence[float]) -> str:
    return ", ".join(f"{number:.4g}" for number in numbers)


def _places(way: Sequence[Point]) -> str:
    return ", ".join(f"({x:.4g}, {y:.4g})" for x, y in way)
