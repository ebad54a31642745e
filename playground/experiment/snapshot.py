"""An experiment at one moment, for all that takes a while to compute."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from playground.arrays import FloatArray, IntArray
from playground.experiment import measure
from playground.experiment.divergence import Divergence
from playground.experiment.run import Origin, Run
from playground.experiment.settings import Settings
from playground.experiment.setup import Setup
from playground.nn import Network
from playground.nn.evolution import Population
from playground.runs.history import History, Measured
from playground.runs.once import Once
from playground.runs.timeline import Moment


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A copy of what an experiment is at one moment; training goes on beside it.

    Taking it takes some microseconds with the experiment's lock. What is asked of it is computed
    from the copy, without the lock, on the thread that asks.

    Parameters
    ----------
    version, playing
        Those of the experiment.
    setup
        What is learned, and how.
    epoch, position
        Whole epochs, and how many examples of the present one have been used.
    learning_rate, population
        Of the present epoch; of the last generation, None where the optimizer has none.
    layer_sizes, parameters
        Of the network.
    history
        What was measured, also after this epoch if the learner has gone back in time.
    moments, best
        The epochs that one can go back to, and the one of the lowest test loss.
    diverged, stopped
        Why the run has ended by itself.
    origin
        Where the weights come from.
    measuring
        How well the network does; computed by whoever asks first.
    """

    version: int
    playing: bool
    setup: Setup
    epoch: int
    position: int
    learning_rate: float
    population: Population | None
    layer_sizes: tuple[int, ...]
    parameters: FloatArray
    history: History
    moments: list[int]
    best: Moment | None
    diverged: Divergence | None
    stopped: str
    origin: Origin
    measuring: Once[Measured]

    @classmethod
    def of(cls, run: Run, version: int, playing: bool) -> Snapshot:
        """Copy a run; called with the experiment's lock."""
        setup, sizes, engine = run.setup, run.network.layer_sizes, run.trainer.engine
        parameters = run.network.parameters.copy()
        if run.measured is None:
            # Of this moment, not of the one in which somebody asks; and shared by all who ask.
            run.measured = Once(
                lambda: measure.measure(
                    network_of(setup, sizes, parameters), setup.training, setup.testing, engine
                )
            )
        return cls(
            version,
            playing,
            setup,
            run.epoch,
            run.trainer.position,
            run.trainer.learning_rate,
            run.trainer.population,
            sizes,
            parameters,
            run.history.copy(),
            run.timeline.epochs,
            run.timeline.best,
            run.diverged,
            run.stopped,
            run.origin,
            run.measured,
        )

    @property
    def settings(self) -> Settings:
        """The settings."""
        return self.setup.settings

    @cached_property
    def network(self) -> Network:
        """A network with the parameters of this moment."""
        return network_of(self.setup, self.layer_sizes, self.parameters)

    @property
    def measured(self) -> Measured:
        """How well it does; of a playing run's long epochs, at the beginning of this one."""
        return self.measuring()

    def moment_at(self, epoch: int) -> int:
        """Return the epoch of the kept moment to which ``go_to`` leads."""
        if self.best is not None and epoch == self.best.epoch:
            return epoch
        return self.moments[max(bisect_right(self.moments, epoch) - 1, 0)]

    def confusion(self) -> IntArray:
        """Return how many test points of each class (row) are taken for each class (column).

        Raises
        ------
        ValueError
            For a regression, which has no classes.
        """
        return measure.confusion(self.network, self.setup.testing)


def network_of(setup: Setup, layer_sizes: tuple[int, ...], parameters: FloatArray) -> Network:
    """Return the network of a set-up with these parameters."""
    settings = setup.settings
    network = Network(
        layer_sizes, settings.activations(), setup.head, setup.feature_map, settings.switched_off
    )
    network.parameters[:] = parameters
    return network
