"""Pair two sides one to one so that the sum of the pairs' weights is the greatest.

Pairs that share nobody, directly or through others, are solved apart: a day falls into pieces.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

Weights = Mapping[tuple[str, str], int]
_LARGE = 60


def best_assignment(weights: Weights) -> dict[str, str]:
    """The partner of each left one that has one; weights are positive, an absent pair is none."""
    found: dict[str, str] = {}
    for piece in _pieces(weights):
        lefts, rights = len({left for left, _ in piece}), len({right for _, right in piece})
        # The time grows with the cube: a crowd that large never stood in one tasting room.
        found |= _by_weight(piece) if max(lefts, rights) > _LARGE else _solved(piece)
    return found


def _pieces(weights: Weights) -> list[dict[tuple[str, str], int]]:
    of_left: dict[str, list[str]] = defaultdict(list)
    of_right: dict[str, list[str]] = defaultdict(list)
    for left, right in weights:
        of_left[left].append(right)
        of_right[right].append(left)
    pieces, seen = [], set()
    for start in of_left:
        if start in seen:
            continue
        seen.add(start)
        reached, ahead = {start}, [start]
        while ahead:
            for right in of_left[ahead.pop()]:
                for left in of_right[right]:
                    if left not in seen:
                        seen.add(left)
                        reached.add(left)
                        ahead.append(left)
        piece = {(left, right): weights[left, right] for left in reached for right in of_left[left]}
        pieces.append(piece)
    return pieces


def _by_weight(piece: Weights) -> dict[str, str]:
    """The heaviest pair first; near the greatest sum, and quick."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for (left, right), _ in sorted(piece.items(), key=lambda item: (-item[1], item[0])):
        if left not in found and right not in taken:
            found[left] = right
            taken.add(right)
    return found


def _solved(piece: Weights) -> dict[str, str]:
    """The Hungarian method with potentials; a left one may also stay alone, at no weight."""
    lefts = sorted({left for left, _ in piece})
    rights: list[str] = sorted({right for _, right in piece})
    width = len(rights) + len(lefts)
    costs = [
        [-piece.get((left, right), 0) for right in rights] + [0] * len(lefts) for left in lefts
    ]
    of_column = _hungarian(costs, width=width)
    return {
        lefts[row]: rights[column]
        for column, row in enumerate(of_column[: len(rights)])
        if row is not None and (lefts[row], rights[column]) in piece
    }


def _hungarian(costs: list[list[int]], *, width: int) -> list[int | None]:
    """The row of each column in an assignment of least cost; every row gets a column."""
    row_potential, column_potential = [0] * len(costs), [0] * width
    of_column: list[int | None] = [None] * width
    for start in range(len(costs)):
        slack: list[float] = [float("inf")] * width
        came_from: list[int | None] = [None] * width
        visited = [False] * width
        row, last = start, None
        while True:
            nearest = _nearest(
                costs[row],
                row_potential[row],
                column_potential,
                slack=slack,
                visited=visited,
                came_from=came_from,
                last=last,
            )
            step = int(slack[nearest])
            row_potential[start] += step
            for column in range(width):
                if visited[column]:
                    holder = of_column[column]
                    assert holder is not None
                    row_potential[holder] += step
                    column_potential[column] -= step
                else:
                    slack[column] -= step
            visited[nearest] = True
            last = nearest
            holder = of_column[nearest]
            if holder is None:
                break
            row = holder
        _turn(of_column, came_from, last, start=start)
    return of_column


def _nearest(
    costs: list[int],
    row_potential: int,
    column_potential: list[int],
    *,
    slack: list[float],
    visited: list[bool],
    came_from: list[int | None],
    last: int | None,
) -> int:
    nearest = -1
    for column, cost in enumerate(costs):
        if visited[column]:
            continue
        reduced = cost - row_potential - column_potential[column]
        if reduced < slack[column]:
            slack[column], came_from[column] = reduced, last
        if nearest < 0 or slack[column] < slack[nearest]:
            nearest = column
    return nearest


def _turn(
    of_column: list[int | None], came_from: list[int | None], last: int, *, start: int
) -> None:
    column: int = last
    while True:
        before = came_from[column]
        if before is None:
            of_column[column] = start
            return
        of_column[column] = of_column[before]
        column = before
