"""Give areas colours so that no two neighbours share one. Pure.

Six colours are enough for any map whose areas hang together (take the area with fewest neighbours away, colour the
rest, put it back: it has at most five). An area in pieces may break that; then the colour with fewest clashes is used.
"""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from typing import Any

import numpy
import shapely

COLOURS = 6


def neighbours(geometries: Mapping[str, Any], *, nearer_than: float = 1e-5) -> dict[str, set[str]]:
    """Return who borders on whom, by key. Sharing a single point is no border.

    :param nearer_than: degrees between two borders that still count as one
    """
    keys = list(geometries)
    shapes = numpy.array([geometries[key] for key in keys], dtype=object)
    found: dict[str, set[str]] = {key: set() for key in keys}
    if not keys:
        return found
    tree = shapely.STRtree(shapes)
    ones, others = tree.query(shapes, predicate="dwithin", distance=nearer_than)
    pairs = [(int(a), int(b)) for a, b in zip(ones, others, strict=True) if a < b]
    for a, b in pairs:
        shared = shapely.intersection(shapely.buffer(shapes[a], nearer_than * 2, quad_segs=1), shapes[b].boundary)
        if shapely.length(shared) > nearer_than * 10:
            found[keys[a]].add(keys[b])
            found[keys[b]].add(keys[a])
    return found


def colour(keys: Sequence[str], borders: Mapping[str, Set[str]], *, count: int = COLOURS) -> dict[str, int]:
    """Return a colour from 1 to ``count`` for each key; neighbours differ wherever that is possible.

    Up to ``count`` keys get one each, in order. With more, colours are used about equally often.
    """
    if len(keys) <= count:
        return {key: at for at, key in enumerate(keys, start=1)}
    left: dict[str, set[str]] = {key: set() for key in keys}
    for one in keys:
        for other in borders.get(one, set()) & left.keys() - {one}:
            left[one].add(other)
            left[other].add(one)
    order: list[str] = []
    position = {key: at for at, key in enumerate(keys)}
    remaining = {key: set(others) for key, others in left.items()}
    while remaining:
        key = min(remaining, key=lambda each: (len(remaining[each]), -position[each]))
        order.append(key)
        for other in remaining.pop(key):
            remaining[other].discard(key)
    chosen: dict[str, int] = {}
    used: Counter[int] = Counter()
    for key in reversed(order):
        clashes = Counter(chosen[other] for other in left[key] if other in chosen)
        best = min(range(1, count + 1), key=lambda each: (clashes[each], used[each], each))
        chosen[key] = best
        used[best] += 1
    return {key: chosen[key] for key in keys}
