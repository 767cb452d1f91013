"""Outlines that are light enough to be drawn, and still meet."""

from math import cos, pi, radians, sin

import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.volunteers.boundaries.files import square
from volunteers.domain.boundaries.drawing import HIGHEST, WIDTH, draw
from volunteers.domain.boundaries.shapes import FINENESS, Shape, middle_of, outlines_of


def wavy(east: float, edge: list[list[float]], *, is_left: bool) -> Shape:
    """A district on one side of an edge that it shares with another."""
    far = [[east, edge[-1][1]], [east, edge[0][1]]]
    ring = [*edge, *far, edge[0]] if is_left else [*edge[::-1], *far[::-1], edge[-1]]
    return [[ring]]


EDGE = [[17.9 + 0.002 * sin(step / 7) + 0.0001 * (step % 2), 59.2 + step / 5000] for step in range(500)]


def test_an_outline_has_few_points_and_is_nowhere_far_from_the_boundary() -> None:
    left = wavy(17.8, EDGE, is_left=True)
    (outline,) = outlines_of([left])

    apart = shapely.hausdorff_distance(shapely.Polygon(left[0][0]), shapely.Polygon(outline[0][0]))
    assert len(outline[0][0]) < len(left[0][0]) / 3
    assert apart < 0.2 / FINENESS * 3


def test_neighbours_still_share_every_point_of_their_edge() -> None:
    left, right = outlines_of([wavy(17.8, EDGE, is_left=True), wavy(18.0, EDGE, is_left=False)])

    shared = [{tuple(position) for position in shape[0][0] if 17.85 < position[0] < 17.95} for shape in (left, right)]
    assert shared[0] == shared[1]
    assert 10 < len(shared[0]) < 250


def test_specks_are_left_out_but_never_a_whole_district() -> None:
    speck = square(30, 0, 0.00001)
    outlines = outlines_of([[[square(0, 0, 0.2)], [speck]], [[speck]]])
    assert [len(outline) for outline in outlines] == [1, 1]


def test_the_middle_is_inside_where_the_middle_of_the_corners_is_not() -> None:
    horseshoe = [[0, 0], [9, 0], [9, 9], [6, 9], [6, 2], [2, 2], [2, 9], [0, 9], [0, 0]]
    ring = [[17.8 + x / 100, 59.2 + y / 100] for x, y in horseshoe]
    middle = middle_of([[ring], [square(40)]])
    assert shapely.Polygon(ring).contains(shapely.Point(middle))
    assert middle[0] > 17.86


ANGLES = st.lists(st.integers(0, 359), min_size=5, max_size=40, unique=True).map(sorted)


@given(angles=ANGLES, latitude=st.floats(55.4, 68.9), size=st.floats(0.01, 0.5))
@settings(deadline=None)
def test_a_drawing_fits_its_box_with_every_middle_inside_it(angles: list[int], latitude: float, size: float) -> None:
    ring = [[17 + size * cos(a * pi / 180), latitude + size * (1 + a % 3) / 3 * sin(a * pi / 180)] for a in angles]
    whole = shapely.convex_hull(shapely.MultiPoint(ring))
    if whole.geom_type != "Polygon" or whole.area < size * size / 100:
        return
    shape = [[[list(position) for position in whole.exterior.coords]]]
    (outline,) = outlines_of([shape])
    drawing = draw({1: (outline, middle_of(outline))})

    assert drawing is not None
    assert (drawing.width <= WIDTH, drawing.height <= HIGHEST) == (True, True)
    assert max(drawing.width / WIDTH, drawing.height / HIGHEST) > 0.98
    (drawn,) = drawing.shapes.values()
    points = [tuple(map(float, pair.split())) for pair in drawn.path.strip("MZ").split("L")]
    assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in points)
    assert shapely.Polygon(points).contains(shapely.Point(drawn.x, drawn.y))


def test_a_kilometre_is_as_long_east_as_north_in_skane_and_in_kiruna() -> None:
    for latitude in (55.6, 67.9):
        wide = 0.1 / cos(radians(latitude))
        ring = [
            [14, latitude],
            [14 + wide, latitude],
            [14 + wide, latitude + 0.1],
            [14, latitude + 0.1],
            [14, latitude],
        ]
        drawing = draw({1: ([[ring]], [14, latitude])})
        assert drawing is not None
        assert abs(drawing.width / drawing.height - 1) < 0.01


def test_nothing_is_drawn_of_nothing() -> None:
    assert draw({}) is None
