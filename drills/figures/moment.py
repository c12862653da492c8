"""One moment of a loop as a still SVG: what a browser shows at that time, worked out by us."""

import re
from bisect import bisect_right
from xml.etree import ElementTree as ET

NAMESPACE = "http://www.w3.org/2000/svg"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
ET.register_namespace("", NAMESPACE)


def seconds(loop: str) -> float:
    """How long a loop lasts; 0 for one in which nothing moves."""
    found = re.search(r'dur="([\d.]+)s"', loop)
    return float(found[1]) if found else 0.0


def moment(loop: str, part: float) -> str:
    """The picture at a part (0 to 1) of the loop's time."""
    # The text is our own, just written.
    root = ET.fromstring(loop)  # noqa: S314
    for parent in root.iter():
        for animation in parent.findall(f"{{{NAMESPACE}}}animate"):
            times = [float(time) for time in animation.attrib["keyTimes"].split(";")]
            values = animation.attrib["values"].split(";")
            name = animation.attrib["attributeName"]
            at = min(bisect_right(times, part), len(times)) - 1
            if animation.get("calcMode") == "discrete" or at == len(times) - 1:
                value = values[at]
            else:
                way = (part - times[at]) / (times[at + 1] - times[at])
                value = _mixed(values[at], values[at + 1], way)
            parent.set(name, value)
            parent.remove(animation)
    return ET.tostring(root, encoding="unicode")


def _mixed(a: str, b: str, part: float) -> str:
    """Two path data of the same commands, mixed number by number."""
    after = iter(NUMBER.findall(b))

    def number(found: re.Match[str]) -> str:
        start, end = float(found[0]), float(next(after))
        # The flags of an arc are numbers too, and stay whole. A space parts what the sign parted.
        return " " + (found[0] if start == end else f"{start + (end - start) * part:.2f}")

    return NUMBER.sub(number, a)
