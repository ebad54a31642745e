"""The loss of the learner's own network, as a terrain.

A network has many parameters and a picture two axes. Each view is honest about that:

- an exact slice: two directions d1, d2 from the present parameters, L(theta + a d1 + b d2). Only
  these two numbers change, and a race on it optimises just them; nothing is projected;
- a shadow of a whole run: the plane through its start, its end and the first principal component of
  what lies beside. The points of the run lie off that plane, so each carries its true loss.

The loss is that of the training points, without the penalty of a regularizer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from playground.arrays import BoolArray, FloatArray
from playground.labs.optimizers.descent import Path
from playground.labs.optimizers.landmarks import Landmark, landmarks, lattice
from playground.labs.optimizers.network_loss import DIFFERENCE, NetworkLoss
from playground.labs.optimizers.surfaces import Box
from playground.nn import Network

RESOLUTIONS = (15, 30, 60)
COARSEST = 8  # for networks so large that even 15 x 15 losses take long
SOON, LONGEST = 1.0, 5.0  # seconds that the first map and the last one may take
QUICK = 0.01  # seconds of a gradient up to which level places and curvatures are looked for
OFF_PLANE = 0.05  # share of the colours' range from which on a shadow's error is pointed out


@dataclass(frozen=True)
class Slice:
    """An exact slice through a network's loss.

    Parameters
    ----------
    loss
        The loss.
    centre
        The parameters at (0, 0), (n_parameters,).
    directions
        Shape (2, n_parameters): how the parameters change with either axis.
    origin
        What the axes read at the centre: the present values of two chosen weights, or zeros.
    domain, start, rates, axes, name, label, lesson
        As for a ``Surface``, in the axes' numbers.
    """

    loss: NetworkLoss
    centre: FloatArray
    directions: FloatArray
    origin: tuple[float, float] = (0.0, 0.0)
    domain: Box = (-1.0, 1.0, -1.0, 1.0)
    start: tuple[float, float] = (0.0, 0.0)
    axes: tuple[str, str] = ("a", "b")
    name: str = "slice"
    label: str = "A slice through your network's loss"
    lesson: str = "Exact: only these two numbers learn, all other weights stay as they are."
    rates: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    def parameters(self, points: FloatArray) -> FloatArray:
        """Return the network's parameters (n, n_parameters) at points (n, 2)."""
        return self.centre + (points - self.origin) @ self.directions

    def value(self, points: FloatArray) -> FloatArray:
        """Return the losses (n,) at points (n, 2)."""
        found = [self.loss.values(self.parameters(part)) for part in self._parts(points)]
        return np.concatenate(found) if found else np.zeros(0)

    def gradient(self, points: FloatArray) -> FloatArray:
        """Return D^T grad L, (n, 2): the slopes along the two directions."""
        found = [
            self.loss.gradients(self.parameters(part)) @ self.directions.T
            for part in self._parts(points)
        ]
        return np.concatenate(found) if found else np.zeros((0, 2))

    def _parts(self, points: FloatArray) -> list[FloatArray]:
        """Return the points in parts of which all parameters fit into the memory."""
        most = self.loss.at_once
        return [points[start : start + most] for start in range(0, len(points), most)]

    def hessian(self, points: FloatArray) -> FloatArray:
        """Return the Hessians (n, 2, 2) along the directions, from differences of gradients."""
        columns = []
        for axis in np.eye(2):
            ahead, behind = (self.gradient(points + sign * DIFFERENCE * axis) for sign in (1, -1))
            columns.append((ahead - behind) / (2 * DIFFERENCE))
        hessian = np.stack(columns, axis=2)
        return 0.5 * (hessian + hessian.transpose(0, 2, 1))


def weights_slice(
    loss: NetworkLoss, centre: FloatArray, chosen: Sequence[int], half: float = 3.0
) -> Slice:
    """Return the slice along two single parameters, its axes in their own numbers.

    Parameters
    ----------
    loss, centre
        The loss, and the present parameters (n_parameters,).
    chosen
        The places of the two in the flat vector.
    half
        How far the picture reaches to either side.

    Raises
    ------
    ValueError
        If these are not two different parameters.
    """
    first, second = (int(place) for place in chosen)
    if first == second or not all(0 <= place < loss.n_parameters for place in (first, second)):
        raise ValueError("Choose two different weights of the network for the two axes.")
    directions = np.zeros((2, loss.n_parameters))
    directions[0, first] = directions[1, second] = 1.0
    here = float(centre[first]), float(centre[second])
    domain = (here[0] - half, here[0] + half, here[1] - half, here[1] + half)
    return Slice(loss, centre.copy(), directions, here, domain, here)


def random_directions(network: Network, rng: np.random.Generator) -> FloatArray:
    """Return two random directions (2, n_parameters), as long as the network's own weights are.

    Each neuron's part, its bias included, is as long as that neuron's own incoming weights (Li et
    al. 2018, https://arxiv.org/abs/1712.09913, filter normalisation); the second is made orthogonal
    to the first. For sharpness at the end of a run, nothing else.
    """
    pair = []
    for _ in range(2):
        flat = rng.standard_normal(network.parameters.size)
        weights, biases = network.views(flat)
        for layer, (matrix, vector) in enumerate(zip(weights, biases, strict=True)):
            own = np.sqrt((network.weights[layer] ** 2).sum(axis=0) + network.biases[layer] ** 2)
            drawn = np.sqrt((matrix**2).sum(axis=0) + vector**2)
            scale = own / np.maximum(drawn, 1e-300)
            matrix *= scale
            vector *= scale
        pair.append(flat)
    first, second = pair
    size = np.linalg.norm(second)
    norm = float(first @ first)
    if norm > 0.0:
        second = second - first * (second @ first) / norm
        left = np.linalg.norm(second)
        second = second * (size / left) if left > 0.0 else second
    return np.array([first, second])


def resolutions(seconds: float) -> tuple[int, ...]:
    """Return the resolutions of maps, coarse first, for a loss that takes so long to compute.

    >>> resolutions(1e-5), resolutions(0.001), resolutions(0.02)
    ((15, 30, 60), (15, 30, 60), (8, 15))
    """
    fine = tuple(n for n in RESOLUTIONS if n * n * seconds <= LONGEST)
    first = fine[0] if fine else COARSEST
    return fine if fine and first * first * seconds <= SOON else (COARSEST, *fine)


def heights(
    terrain: Slice,
    wanted: Sequence[int] = RESOLUTIONS,
    goes_on: Callable[[float], bool] = lambda share: True,
) -> Iterator[FloatArray]:
    """Yield the losses over a slice's picture, (n, n), coarse first; row 0 has the lowest y.

    ``goes_on(share)`` is asked after every row, with the share of this map that is done: the maps
    end when it says no.
    """
    for n in wanted:
        found = np.empty((n, n))
        points = lattice(terrain.domain, n).reshape(n, n, 2)
        for row in range(n):
            found[row] = terrain.value(points[row])
            if not goes_on((row + 1) / n):
                return
        yield found


def places_around(plane: Slice, paths: Sequence[Path]) -> list[Landmark]:
    """Return a slice's level places around the ends of paths: to look everywhere takes long."""
    ends = np.array([path.points[-1] for path in paths]).reshape(-1, 2)
    return landmarks(plane, ends[np.isfinite(ends).all(axis=1)])


@dataclass(frozen=True)
class Shadow:
    """A whole run, seen on one plane; its points lie off that plane.

    Parameters
    ----------
    plane
        The slice that is drawn; its axes are lengths in the space of parameters.
    points
        Where the run's moments fall on it, (n, 2).
    true, on_plane
        The loss of each moment, and that of the point of the plane below it, (n,) each.
    distance
        How far each moment is from the plane, (n,), in the same lengths as the axes.
    """

    plane: Slice
    points: FloatArray
    true: FloatArray
    on_plane: FloatArray
    distance: FloatArray

    @property
    def off(self) -> FloatArray:
        """The share of each moment's way from the start that does not lie in the plane, (n,)."""
        along = np.linalg.norm(self.points - self.points[0], axis=1)
        whole = np.hypot(along, self.distance)
        share: FloatArray = np.zeros_like(whole)
        np.divide(self.distance, whole, out=share, where=whole > 0.0)
        return share

    def misleads(self, lowest: float, highest: float) -> BoolArray:
        """Tell where the plane's loss is wrong by more than 5 % of the colours' range, (n,)."""
        return np.abs(self.true - self.on_plane) > OFF_PLANE * (highest - lowest)


def shadow(loss: NetworkLoss, moments: FloatArray) -> Shadow:
    """Return the plane through a run's start and end that shows most of the rest.

    The first axis leads from the start to the end, the second is the first principal component of
    what the run does beside that line.

    Parameters
    ----------
    loss
        The loss.
    moments
        Parameters of the run, (n, n_parameters), n at least 2.

    Raises
    ------
    ValueError
        If there are fewer than two moments, or nothing has moved.
    """
    if len(moments) < 2:
        raise ValueError("A run needs two moments at least: train some epochs first.")
    end = moments[-1]
    way = moments[0] - end
    if not np.linalg.norm(way) > 0.0:
        way = moments[np.linalg.norm(moments - end, axis=1).argmax()] - end
    if not np.linalg.norm(way) > 0.0:
        raise ValueError("Nothing has moved in this run: train some epochs first.")
    first = -way / np.linalg.norm(way)
    beside = (moments - end) - np.outer((moments - end) @ first, first)
    second = np.linalg.svd(beside, full_matrices=False)[2][0]
    second = second - first * (second @ first)
    if np.linalg.norm(second) < 1e-12:  # a straight run: any direction beside it will do
        second = np.eye(loss.n_parameters)[int(np.abs(first).argmin())]
        second = second - first * (second @ first)
    second = second / np.linalg.norm(second)
    if beside[np.abs(beside @ second).argmax()] @ second < 0.0:
        second = -second  # the sign of a component is free: the run bends upwards
    directions = np.array([first, second])
    points = (moments - end) @ directions.T
    low, high = points.min(axis=0), points.max(axis=0)
    room = 0.25 * float((high - low).max())
    half = 0.5 * float((high - low).max()) + room
    x, y = 0.5 * (low + high)
    domain = (float(x) - half, float(x) + half, float(y) - half, float(y) + half)
    start = float(points[0, 0]), float(points[0, 1])
    plane = Slice(
        loss, end.copy(), directions, domain=domain, start=start,
        axes=("along, from start to end", "beside"), name="shadow", label="Shadow of the run",
        lesson="A shadow: the run lies off this plane, so each point carries its own loss.",
    )  # fmt: skip
    distance = np.linalg.norm(beside - np.outer(beside @ second, second), axis=1)
    return Shadow(plane, points, loss.values(moments), plane.value(points), distance)
