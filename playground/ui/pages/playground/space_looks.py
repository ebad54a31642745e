"""How spaces of more than three dimensions are looked at: which directions are seen of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from playground.arrays import FloatArray
from playground.labs.inside.space import across, chosen_neurons, held_still, principal

How = Literal["decision", "components", "neurons"]
SEEN = 3  # dimensions that can be drawn


@dataclass
class Looks:
    """What is seen of each space; kept from picture to picture.

    Attributes
    ----------
    neurons
        Per space, the two neurons that the learner has chosen.
    plain
        Spaces in which principal components are wanted, though across what decides is offered.
    directions
        Per space, the components that were shown last.
    """

    neurons: dict[int, tuple[int, int]] = field(default_factory=dict)
    plain: set[int] = field(default_factory=set)
    directions: dict[int, FloatArray] = field(default_factory=dict)

    def choose(self, space: int, how: How, neurons: tuple[int, int] | None) -> None:
        """Look at a wide layer as the learner has chosen."""
        self.neurons.pop(space, None)
        self.plain.discard(space)
        if how == "neurons" and neurons is not None:
            self.neurons[space] = neurons
        elif how == "components":
            self.plain.add(space)

    def at(
        self, space: int, outputs: FloatArray, normals: FloatArray | None = None
    ) -> tuple[FloatArray, How | Literal["all"]]:
        """Return the directions in which a space's rows are seen, and what these are.

        Parameters
        ----------
        space
            Its number.
        outputs
            The data's rows in it, (n, width).
        normals
            Of what decides in it, as columns (width, n); None where it is not straight in it.
        """
        width = outputs.shape[1]
        if width <= SEEN:
            return np.eye(width), "all"
        chosen = self.neurons.get(space)
        if chosen is not None and max(chosen) < width:
            return chosen_neurons(width, chosen), "neurons"
        before = self.directions.get(space)
        if before is not None and len(before) != width:
            before = None
        how: How = "components"
        if normals is not None and "decision" in ways(width, normals) and space not in self.plain:
            how, found = "decision", self._across(normals, outputs, before)
        else:
            found = held_still(principal(outputs, SEEN), before)
        self.directions[space] = found
        return found, how

    def _across(
        self, normals: FloatArray, outputs: FloatArray, before: FloatArray | None
    ) -> FloatArray:
        """Return directions across what decides; what has no sign of its own is held still."""
        found, kept = across(normals, outputs, SEEN)
        parts = slice(0, kept), slice(kept, SEEN)
        still = [
            held_still(found[:, part], None if before is None else before[:, part])
            for part in parts
        ]
        if kept == 1:
            still[0] = found[:, :1]  # from one class to the other
        return np.column_stack(still)


def ways(width: int, normals: FloatArray | None) -> list[How]:
    """Return the ways in which a space can be looked at; none where it is seen as it is.

    >>> ways(2, None), ways(5, None), ways(5, np.ones((5, 1)))
    ([], ['components', 'neurons'], ['decision', 'components', 'neurons'])
    """
    if width <= SEEN:
        return []
    found: list[How] = ["components", "neurons"]
    if normals is not None and np.isfinite(normals).all():
        is_flat = 0 < int(np.linalg.matrix_rank(normals)) <= SEEN
        return ["decision", *found] if is_flat else found
    return found
