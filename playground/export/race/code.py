"""A race as a NumPy script that stands alone: the rules are lifted from the playground's source."""

from __future__ import annotations

import textwrap

import playground
from playground.data.calculus import derivative
from playground.data.formulas import as_code, parse
from playground.experiment.links import HANDED
from playground.export.code.definitions import WIDTH, Definitions, packages
from playground.export.code.parts import FROM_THE_SOURCE, joined, numbers
from playground.export.race.slice_code import slice_code
from playground.labs.optimizers.descent import FAR, MOST_GENERATIONS
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.landscape import Slice
from playground.labs.optimizers.networks import STEP, OneNeuron
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.surfaces import Surface, Terrain
from playground.nn import OPTIMIZERS, SCHEDULES
from playground.nn.steps import clip
from playground.settings.links import write_link

_SURFACE = '''def value(points):
    """Return the heights (n,) at points (n, 2)."""
    x1, x2 = points[:, 0], points[:, 1]
    return {f} + np.zeros(len(points))


def gradient(points):
    """Return the gradients (n, 2) at points (n, 2)."""
    x1, x2 = points[:, 0], points[:, 1]
    slopes = np.empty(points.shape)
    slopes[:, 0] = {x}
    slopes[:, 1] = {y}
    slopes[~np.isfinite(value(points))] = np.nan
    return slopes


def hessian(points):
    """Return the Hessians (n, 2, 2) at points (n, 2)."""
    x1, x2 = points[:, 0], points[:, 1]
    curvature = np.empty((len(points), 2, 2))
    curvature[:, 0, 0] = {xx}
    curvature[:, 0, 1] = curvature[:, 1, 0] = {xy}
    curvature[:, 1, 1] = {yy}
    curvature[~np.isfinite(value(points))] = np.nan
    return curvature


def slope_for(points, rng):
    """Return the gradients that a step is taken with."""
    return gradient(points)'''

_NETWORK = '''TARGETS = to_targets(LABELS)


def outputs_of(points, inputs, targets):
    """Return logits, outputs and targets (n m, 1) of all networks: z = w x + b."""
    logits = (points[:, :1] * inputs + points[:, 1:]).reshape(-1, 1)
    return logits, activate(logits), np.tile(targets, (len(points), 1))


def value(points):
    """Return the losses (n,) of the networks with parameters (n, 2)."""
    return to_losses(*outputs_of(points, INPUTS, TARGETS)).reshape(len(points), -1).mean(axis=1)


def slopes(points, inputs, targets):
    """Return the gradients (n, 2): dC/dw = mean(delta x), dC/db = mean(delta)."""
    delta = to_slopes(*outputs_of(points, inputs, targets)).reshape(len(points), -1)
    return np.stack([(delta * inputs).mean(axis=1), delta.mean(axis=1)], axis=1)


def gradient(points):
    """Return the gradients (n, 2) over all training points."""
    return slopes(points, INPUTS, TARGETS)


def hessian(points):
    """Return the Hessians (n, 2, 2), from central differences of gradients."""
    columns = []
    for axis in np.eye(2):
        ahead, behind = (gradient(points + sign * {step} * axis) for sign in (1, -1))
        columns.append((ahead - behind) / (2 * {step}))
    curvature = np.stack(columns, axis=2)
    return 0.5 * (curvature + curvature.transpose(0, 2, 1))


def slope_for(points, rng):
    """Return the gradients that a step is taken with: over a mini-batch, if BATCH is not 0."""
    if not BATCH:
        return gradient(points)
    rows = rng.choice(len(INPUTS), min(BATCH, len(INPUTS)), replace=False)
    return slopes(points, INPUTS[rows], TARGETS[rows])'''

_DESCEND = '''def descend(rule, rate, *settings):
    """Return the points (n + 1, 2) of a rule's path: it ends where the numbers run away."""
    rng = np.random.default_rng(SEED)
    point, m, v = np.array(START), np.zeros(2), np.zeros(2)
    points = [point]
    with np.errstate(all="ignore"):
        for step in range(1, STEPS + 1):
            slope = slope_for(point[None], rng)[0]
            if NOISE:
                slope = slope + NOISE * rng.standard_normal(2)
            clip(slope, LONGEST_GRADIENT)
            now = {schedule}(rate, step, {decay!r})
            delta, m, v = rule(point, slope, m, v, now, float(step), *settings)
            point = point - delta
            if not (np.abs(point) < FAR).all():
                break
            points.append(point)
    return np.array(points)'''

_NEWTON = '''def {name}_rule(point, slope, m, v, rate, step):
    """Take the step of Newton's method, which remembers nothing."""
    return rate * {name}(slope[None], hessian(point[None]))[0], m, v'''

_SEARCH = '''def search(kind, *settings):
    """Return the best points (n + 1, 2) that a population has found after each generation."""
    population = kind(np.array(START), settings, np.random.default_rng(SEED))
    points, lowest = [np.array(START)], value(np.array([START]))[0]
    for _ in range(min(STEPS, {generations})):
        if getattr(population, "has_converged", False):
            break
        candidates = np.array(population.ask())
        found = value(candidates)
        found = np.where(np.isfinite(found), found, np.inf)
        population.tell(found)
        best = found.argmin()
        better = found[best] < lowest or not np.isfinite(lowest)
        points.append(candidates[best] if better else points[-1])
        lowest = found[best] if better else lowest
    return np.array(points)'''

_MAIN = """if __name__ == "__main__":
    for name, path in paths().items():
        points = path()
        (x, y), height = points[-1], value(points[-1:])[0]
        print(f"{name:16} {len(points) - 1:5} steps to ({x:.6g}, {y:.6g}), value {height:.6g}")"""


def race_script(settings: LabSettings, terrain: Terrain | None = None, link: str = "") -> str:
    """Return a script whose ``paths()`` are those of the race.

    Parameters
    ----------
    settings
        The race.
    terrain
        What it goes over, where that is not the settings' surface: a slice through a network's
        loss.
    link
        The fragment that opens the page with this race; the settings' own when not given.

    Examples
    --------
    >>> settings, _ = LabSettings().replaced(surface="bowl", rules=["newton"], steps=1)
    >>> names = {"__name__": "race"}
    >>> exec(race_script(settings), names)
    >>> names["paths"]()["newton"]().round(6).tolist()
    [[-2.2, 2.0], [0.5, -0.3]]
    """
    wanted = Definitions()
    ground, entries = terrain or settings.terrain(), settings.entries()
    calls = [f'        "{entry.optimizer}": {_call(wanted, ground, entry)},' for entry in entries]
    surface = _surface(wanted, ground)
    drives = _drives(wanted, settings, entries)
    far = FAR * max(abs(bound) for bound in ground.domain)
    batch = settings.batch if isinstance(ground, OneNeuron) else 0
    constants = [
        f"START = {tuple(float(one) for one in settings.start or ground.start)}",
        f"STEPS = {settings.steps}  # of each, at most",
        f"SEED = {settings.seed}  # all chance follows from it",
        f"NOISE = {settings.noise!r}  # standard deviation of what is added to each slope",
        f"BATCH = {batch}  # points in each mini-batch of a network; 0 for all",
        f"LONGEST_GRADIENT = {settings.clip!r}  # a longer one is shortened; 0 for no limit",
        f"FAR = {far!r}  # so far out a path has diverged",
    ]
    listed = "\n".join(calls)
    table = (
        'def paths():\n    """Return by each rule\'s name the function that goes its path."""\n'
        f"    return {{\n{listed}\n    }}"
    )
    modules = "\n".join(sorted(wanted.modules | {"import numpy as np"}, key=_by_kind))
    return joined(
        f"{_opening(settings, ground, link or write_link(settings))}\n\n{modules}\n\n"
        + "\n".join(constants),
        FROM_THE_SOURCE + wanted.text(),
        surface,
        *drives,
        table,
        _MAIN,
    )


def _by_kind(line: str) -> tuple[bool, str]:
    """Sort imports: modules of Python's before NumPy."""
    return "numpy" in line, line


def _opening(settings: LabSettings, terrain: Terrain, link: str) -> str:
    told = textwrap.fill(
        "Every rule starts at START and goes its own way over the same surface. Run it: it prints "
        "where each has come to. Import it: `paths()` has a function for each rule that returns "
        "its points.",
        WIDTH,
    )
    needed = {
        one
        for entry in settings.entries()
        if entry.walker.search is not None
        for one in packages(entry.walker.search)
    }
    needs = f"- needs {', '.join(['numpy', *sorted(needed)])}"
    facts = [f"- surface: {terrain.label}"]
    if isinstance(terrain, Surface):
        facts[0] += f", f = {terrain.formula}"
    if isinstance(terrain, Slice):
        shape = "-".join(map(str, terrain.loss.network.layer_sizes))
        facts = [f"- {terrain.label}, {shape}", f"- axes: {'; '.join(terrain.axes)}"]
    facts += [needs, f"- link {link}"]
    if f"{HANDED}=" in link:
        facts.append("  (its points or its network wait on the server, as long as that runs)")
    words = (
        f"Optimizers race over a surface, every step in NumPy.\n\n"
        f"Exported from the neural-network playground {playground.__version__}:\n\n"
        + "\n".join(facts)
        + f"\n\n{told}\n"
    )
    return '"""' + words.replace("\\", "\\\\").replace('"""', "'''") + '"""'


def _surface(wanted: Definitions, terrain: Terrain) -> str:
    """Return the surface with its gradient and its Hessian."""
    if isinstance(terrain, Slice):
        return slice_code(wanted, terrain)
    if isinstance(terrain, OneNeuron):
        head = terrain.head
        rules = {
            "to_targets": head.target_rule, "activate": head.activation_rule,
            "to_losses": head.loss_rule, "to_slopes": head.slope_rule,
        }  # fmt: skip
        lines = [
            "# The training points, and what the network without a hidden layer makes of them.",
            f"INPUTS = np.array({numbers(terrain.inputs.tolist())})",
            f"LABELS = np.array({numbers(terrain.labels.tolist())})",
            *(f"{name} = {wanted.bound(rule)}" for name, rule in rules.items()),
        ]
        return "\n".join(lines) + "\n" + _NETWORK.format(step=STEP)
    assert isinstance(terrain, Surface)  # there are these three kinds
    tree = parse(terrain.formula).tree
    across, up = derivative(tree, "x1"), derivative(tree, "x2")
    parts = {
        "f": tree, "x": across, "y": up, "xx": derivative(across, "x1"),
        "xy": derivative(across, "x2"), "yy": derivative(up, "x2"),
    }  # fmt: skip
    return _SURFACE.format(**{name: as_code(part, "np") for name, part in parts.items()})


def _drives(wanted: Definitions, settings: LabSettings, entries: list[Entry]) -> list[str]:
    """Return what takes the steps: of rules with a gradient, of Newton's method, of populations."""
    blocks = []
    if any(not entry.walker.is_population for entry in entries):
        wanted.add(clip)
        schedule = SCHEDULES[settings.schedule]
        rate = wanted.add(schedule.rate)
        blocks.append(_DESCEND.format(schedule=rate, decay=settings.decay))
    blocks += [
        _NEWTON.format(name=wanted.add(entry.walker.direction))
        for entry in entries
        if entry.walker.direction is not None
    ]
    if any(entry.walker.is_population for entry in entries):
        blocks.append(_SEARCH.format(generations=MOST_GENERATIONS))
    return blocks


def _call(wanted: Definitions, terrain: Terrain, entry: Entry) -> str:
    """Return Python for a rule's path."""
    numbers_of = ", ".join(map(repr, entry.settings))
    more = f", {numbers_of}" if numbers_of else ""
    if entry.walker.search is not None:
        return f"lambda: search({wanted.add(entry.walker.search)}{more})"
    first = entry.learning_rate or entry.walker.rate(terrain)
    if entry.walker.direction is not None:
        return f"lambda: descend({wanted.add(entry.walker.direction)}_rule, {first!r})"
    rule = OPTIMIZERS[entry.optimizer].rule
    assert rule is not None  # populations go another way
    return f"lambda: descend({wanted.add(rule)}, {first!r}{more})"
