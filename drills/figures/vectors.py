"""Small vector algebra in three dimensions; angles are in degrees."""

from math import acos, asin, atan2, cos, degrees, pi, radians, sin, sqrt

Vec = tuple[float, float, float]
# Three rows.
Mat = tuple[Vec, Vec, Vec]

IDENTITY: Mat = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))


def add(a: Vec, b: Vec) -> Vec:
    """a + b."""
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def sub(a: Vec, b: Vec) -> Vec:
    """a - b."""
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vec, s: float) -> Vec:
    """a times a number."""
    return (a[0] * s, a[1] * s, a[2] * s)


def dot(a: Vec, b: Vec) -> float:
    """The inner product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    """The right-handed outer product."""
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def length(a: Vec) -> float:
    """How long a vector is."""
    return sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2])


def unit(a: Vec) -> Vec:
    """The same direction with length one; zero stays zero."""
    n = length(a)
    return (a[0] / n, a[1] / n, a[2] / n) if n > 1e-9 else (0.0, 0.0, 0.0)


def across(a: Vec, axis: Vec) -> Vec:
    """The part of `a` that is perpendicular to the unit vector `axis`."""
    return sub(a, scale(axis, dot(a, axis)))


def lerp(a: Vec, b: Vec, t: float) -> Vec:
    """The point a part t of the way from a to b."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def angle(a: Vec, b: Vec) -> float:
    """The angle between two directions, 0 to 180."""
    return degrees(acos(max(-1.0, min(1.0, dot(unit(a), unit(b))))))


def aim(azimuth: float, elevation: float) -> Vec:
    """A direction: azimuth 0 forwards, 90 to the left; elevation 90 straight up."""
    az, el = radians(azimuth), radians(elevation)
    return (cos(az) * cos(el), sin(az) * cos(el), sin(el))


def aimed(v: Vec) -> tuple[float, float]:
    """Azimuth and elevation of a direction."""
    return degrees(atan2(v[1], v[0])), degrees(asin(max(-1.0, min(1.0, v[2]))))


def rot_x(a: float) -> Mat:
    """Rotation about the forward axis."""
    c, s = cos(radians(a)), sin(radians(a))
    return ((1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c))


def rot_y(a: float) -> Mat:
    """Rotation about the left axis; positive tips forwards."""
    c, s = cos(radians(a)), sin(radians(a))
    return ((c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c))


def rot_z(a: float) -> Mat:
    """Rotation about the upward axis; positive turns left."""
    c, s = cos(radians(a)), sin(radians(a))
    return ((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0))


def product(*matrices: Mat) -> Mat:
    """The matrices multiplied from left to right."""
    result = matrices[0]
    for m in matrices[1:]:
        columns = tuple(zip(*m, strict=True))
        x, y, z = columns
        result = tuple((dot(row, x), dot(row, y), dot(row, z)) for row in result)  # type: ignore[assignment]
    return result


def turn(m: Mat, v: Vec) -> Vec:
    """The vector v, given in the frame m, in the world."""
    return (dot(m[0], v), dot(m[1], v), dot(m[2], v))


def transposed(m: Mat) -> Mat:
    """Rows and columns exchanged: the inverse of a rotation."""
    x, y, z = zip(*m, strict=True)
    return (x, y, z)


def slerp(a: Vec, b: Vec, t: float) -> Vec:
    """The unit direction a part t of the way from a to b along the great circle."""
    w = acos(max(-1.0, min(1.0, dot(a, b))))
    if w < 1e-5:
        return a
    if w > pi - 1e-3:
        return unit(lerp(a, b, t))
    return add(scale(a, sin((1 - t) * w) / sin(w)), scale(b, sin(t * w) / sin(w)))


def about(axis: Vec, a: float) -> Mat:
    """Rotation about a unit axis."""
    c, s = cos(radians(a)), sin(radians(a))
    x, y, z = axis
    k = 1 - c
    return (
        (c + x * x * k, x * y * k - z * s, x * z * k + y * s),
        (y * x * k + z * s, c + y * y * k, y * z * k - x * s),
        (z * x * k - y * s, z * y * k + x * s, c + z * z * k),
    )


def slerp_frames(a: Mat, b: Mat, t: float) -> Mat:
    """The rotation a part t of the shortest way from a to b."""
    r = product(transposed(a), b)
    w = acos(max(-1.0, min(1.0, (r[0][0] + r[1][1] + r[2][2] - 1) / 2)))
    if w < 1e-6:
        return a
    if w > pi - 1e-4:
        column = max(range(3), key=lambda j: r[j][j])
        shifted = [r[i][column] + (1.0 if i == column else 0.0) for i in range(3)]
        axis = unit((shifted[0], shifted[1], shifted[2]))
    else:
        s = 2 * sin(w)
        axis = ((r[2][1] - r[1][2]) / s, (r[0][2] - r[2][0]) / s, (r[1][0] - r[0][1]) / s)
    return product(a, about(axis, degrees(w) * t))
