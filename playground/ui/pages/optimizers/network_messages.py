"""What the page draws of the learner's own network: plain numbers, made on a worker thread."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from playground.arrays import FloatArray
from playground.data.features import FEATURES
from playground.experiment import Experiment
from playground.experiment.snapshot import Snapshot
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.landscape import (
    RESOLUTIONS,
    Slice,
    heights,
    resolutions,
)
from playground.labs.optimizers.over_network import DIRECTIONS
from playground.labs.optimizers.own import (
    beside_the_loss,
    first_weights,
    landscape,
    moving_slice,
    names_of_parameters,
)
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.shadows import Told, scale
from playground.labs.optimizers.walkers import WALKERS
from playground.nn.optimizers import OPTIMIZERS
from playground.ui.kit.packing import packed
from playground.ui.pages.optimizers.picture import bands_of

MOST_NAMES = 2000  # weights that a menu offers; a larger network's are told by their number
PATIENCE = 3.0  # seconds that a race may take
FRAME = 0.12  # seconds that a map of the live slice may take
LIVE = (30, 15, 8)


def chosen_weights(settings: LabSettings, experiment: Experiment) -> tuple[tuple[int, int], str]:
    """Return the places of the two weights that are the axes, and a sentence if others are used."""
    usual = first_weights(experiment)
    if not settings.weights:
        return usual, ""
    first, second = (round(one) for one in settings.weights)
    count = experiment.network.parameters.size
    if first == second or max(first, second) >= count:
        return usual, (
            f"The axes have to be two different ones of the {count:,} weights and biases of this "
            "network: the first ones are shown."
        )
    return (first, second), ""


def network_message(experiment: Experiment, chosen: Sequence[int]) -> bytes:
    """Return the network as the page draws it: its layers, its weights, what they are called."""
    now = experiment.snapshot()
    count = now.parameters.size
    features = [FEATURES[one].label if one in FEATURES else one for one in now.settings.features]
    header = {
        "type": "network",
        "sizes": now.layer_sizes,
        "features": features,
        "names": names_of_parameters(experiment) if count <= MOST_NAMES else [],
        "count": count,
        "chosen": list(chosen),
        "epoch": now.epoch,
        "loss": _finite(now.measured.train_loss),
        "aside": beside_the_loss(now.settings),
    }
    return packed(header, {"parameters": now.parameters})


def plane_of(settings: LabSettings, experiment: Experiment) -> Slice:
    """Return the exact slice that the settings ask for."""
    if settings.view == DIRECTIONS:
        return landscape(experiment, reach=settings.reach, seed=settings.seed)
    return landscape(experiment, chosen_weights(settings, experiment)[0], reach=settings.reach)


def plane_message(plane: Slice, found: FloatArray, last: bool, note: str) -> bytes:
    """Return a slice with the losses over its picture, (n, n)."""
    bands = bands_of(found)
    header = {
        "type": "terrain",
        "label": plane.label,
        "lesson": f"{plane.lesson} {note}".strip(),
        "domain": plane.domain,
        "axes": plane.axes,
        "start": plane.start,
        "rates": dict(plane.rates),
        "places": [],
        "formulas": {},
        "network": False,
        "empty": not bands.size,
        "plane": True,
        "n": len(found),
        "last": last,
    }
    return packed(header, {"heights": found, "bands": bands})


def too_large(finest: int) -> str:
    """Return the sentence for a map that is coarser than others, "" for a usual one."""
    if finest == RESOLUTIONS[-1]:
        return ""
    return f"The network or its data set is large: the map has only {finest} × {finest} losses."


def affordable(
    plane: Slice, entries: Sequence[Entry], steps: int, patience: float | None = None
) -> int:
    """Return how many steps a race may have, so that nobody waits for more than some seconds.

    ``patience`` is how many; the usual ones when not given.
    """
    value, gradient = plane.loss.seconds(plane.centre)
    each = sum(
        20 * value if one.walker.is_population else gradient * (1 if one.walker.cost == 1 else 5)
        for one in entries
    )
    return steps if not each else max(2, min(steps, int((patience or PATIENCE) / each)))


def live_plane(run: Experiment, settings: LabSettings) -> Slice:
    """Return the slice through a network that trains, as it is at this moment."""
    (first, second), _ = chosen_weights(settings, run)
    names = names_of_parameters(run)
    axes = names[first], names[second]
    return moving_slice(run.snapshot(), (first, second), axes, settings.reach)


def live_message(
    now: Snapshot, settings: LabSettings, chosen: Sequence[int], axes: tuple[str, str], number: int
) -> bytes:
    """Return the slice through the network of this moment; the dot is the network itself."""
    plane = moving_slice(now, chosen, axes, settings.reach)
    loss = plane.loss
    value, _ = loss.seconds(now.parameters)
    n = next((n for n in LIVE if n * n * value <= FRAME), LIVE[-1])
    found = next(heights(plane, [n if now.playing else resolutions(value)[-1]]))
    here = float(loss.values(now.parameters[None])[0])
    header = {
        "type": "live",
        "number": number,
        "epoch": now.epoch,
        "playing": now.playing,
        "speed": now.settings.speed,
        "loss": _finite(here),
        "dot": [_finite(one) for one in plane.origin],
        "domain": plane.domain,
        "axes": plane.axes,
        "trouble": now.diverged.sentence if now.diverged is not None else now.stopped,
    }
    return packed(header, {"heights": found, "bands": bands_of(found)})


def shadow_message(run: Told) -> bytes:
    """Return what is seen of one run."""
    header: dict[str, Any] = {
        "type": "shadow",
        "name": run.optimizer,
        "rate": None if WALKERS[run.optimizer].is_population else run.learning_rate,
        "epochs": run.epochs,
        "diverged": run.diverged,
        "words": _sharpness_in_words(run),
    }
    if run.shadow is None:
        why = "The numbers ran away at once" if run.diverged else "Nothing has moved in this run"
        return packed(header | {"nothing": f"{why}: there is no plane to look at."}, {})
    seen = run.shadow
    header |= {"domain": seen.plane.domain, "axes": seen.plane.axes, "nothing": ""}
    return packed(
        header,
        {
            "heights": run.heights, "points": seen.points, "true": seen.true,
            "on_plane": seen.on_plane, "off": seen.off, "distance": seen.distance,
        },
    )  # fmt: skip


def scale_message(runs: Sequence[Told]) -> bytes:
    """Return the one scale of colours of all runs, and where a plane's loss is wrong by much."""
    edges = scale(runs)
    arrays = {"bands": edges}
    if edges.size:
        arrays |= {
            run.optimizer: run.shadow.misleads(edges[0], edges[-1]).astype(float)
            for run in runs
            if run.shadow is not None
        }
    return packed({"type": "scale"}, arrays)


def _sharpness_in_words(run: Told) -> str:
    if run.diverged:
        return "The numbers ran away: this is the run up to there."
    if run.sharpness is None:
        return "The largest curvature at the end was not computed: the network is too large."
    said = f"Largest curvature at the end: {run.sharpness:.3g}."
    if OPTIMIZERS[run.optimizer].stable_share is None:
        return said  # it scales its steps by itself
    if run.sharpness <= 0.0:
        return f"{said} Nothing bends upwards there."
    limit = 2.0 / run.sharpness
    kind = "below" if run.learning_rate < limit else "above"
    return (
        f"{said} Plain gradient descent swings up with a rate above 2/{run.sharpness:.3g} = "
        f"{limit:.3g}; this run's rate {run.learning_rate:g} is {kind} it."
    )


def _finite(value: float) -> float | None:
    return float(value) if math.isfinite(value) else None
