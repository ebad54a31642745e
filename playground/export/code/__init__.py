"""Code that stands alone: the experiment as a script for NumPy, scikit-learn or PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.experiment.experiment import Experiment
from playground.export.code.definitions import packages
from playground.export.code.numpy_code import numpy_script
from playground.export.code.run import Run
from playground.export.code.sklearn_code import inexpressible, sklearn_script
from playground.export.code.torch_code import torch_script
from playground.nn import OPTIMIZERS

__all__ = ["TARGETS", "Target", "write_code"]


@dataclass(frozen=True)
class Target:
    """A library that an experiment can be written for.

    Parameters
    ----------
    name, label, explanation
        Its key, its name, and one plain sentence.
    write
        ``write(run, remarks) -> script``.
    remarks
        ``remarks(run)``: what the target cannot express, in sentences.
    """

    name: str
    label: str
    explanation: str
    write: Callable[[Run, list[str]], str]
    remarks: Callable[[Run], list[str]]


def _numpy(run: Run) -> list[str]:
    search = OPTIMIZERS[run.recipe.optimizer].search
    needed = packages(search) if search else []
    return [f"It also needs the package {name}: pip install {name}." for name in needed]


def _scikit_learn(run: Run) -> list[str]:
    reasons = inexpressible(run)
    if not reasons:
        return []
    also = _numpy(run)
    several = " and ".join([", ".join(reasons[:-1]), reasons[-1]] if reasons[1:] else reasons)
    return [
        f"scikit-learn's own network cannot express {several}; the script brings an estimator of "
        "its own, written in NumPy.",
        *also,
    ]


def _pytorch(run: Run) -> list[str]:
    if not run.by_gradient:
        return [
            f"{OPTIMIZERS[run.recipe.optimizer].label} follows no gradient, which is what PyTorch "
            "is there for: the module holds the trained network and does not train."
        ]
    return [
        "PyTorch adds numbers up in another order than NumPy, so the last digits of a long "
        "training may differ."
    ]


_ALL = (
    Target(
        "numpy", "NumPy script",
        "Every line of the computation, with NumPy alone.",
        numpy_script, _numpy,
    ),
    Target(
        "sklearn", "scikit-learn script",
        "The network as a scikit-learn model, for pipelines and searches.",
        sklearn_script, _scikit_learn,
    ),
    Target(
        "torch", "PyTorch module",
        "The network as a module of PyTorch, with its training loop.",
        torch_script, _pytorch,
    ),
)  # fmt: skip
TARGETS: dict[str, Target] = {target.name: target for target in _ALL}


def write_code(experiment: Experiment, target: str) -> tuple[str, list[str]]:
    """Return an experiment as a script that stands alone, and what it cannot express.

    The script's ``predict(points)`` gives the present network's answers; its ``train(epochs)``
    repeats the training from the first weights on, with the same random numbers.

    Parameters
    ----------
    experiment
        What is written.
    target
        A key of ``TARGETS``.

    Returns
    -------
    tuple[str, list[str]]
        The script, and sentences for the learner; they stand in the script too.

    Raises
    ------
    KeyError
        For an unknown target.

    Examples
    --------
    >>> script, remarks = write_code(Experiment(dataset="xor"), "numpy")
    >>> names = {}
    >>> exec(script, names)
    >>> names["predict"]([[1.0, 1.0]]).shape, len(list(names["train"](3)))
    ((1,), 4)
    """
    one = TARGETS[target]
    run = Run.of(experiment)
    remarks = one.remarks(run)
    return one.write(run, remarks), remarks
