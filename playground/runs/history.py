"""The course of a run: losses and accuracies by epoch, some thousands of them at most."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Measured:
    """How well a network does at one moment.

    Parameters
    ----------
    train_loss, test_loss
        Mean loss over the training and the test points, no regularization term.
    train_accuracy, test_accuracy
        Share of points classified correctly, 0..1; None for regression.
    """

    train_loss: float
    test_loss: float
    train_accuracy: float | None
    test_accuracy: float | None


@dataclass(frozen=True)
class Norms:
    """How long the weights of each layer are, and the gradient by them.

    Parameters
    ----------
    weights, gradients
        Euclidean lengths, from the first hidden layer to the output.
    """

    weights: tuple[float, ...]
    gradients: tuple[float, ...]


@dataclass(frozen=True)
class Mark:
    """A change in the middle of a run.

    Parameters
    ----------
    epoch
        The last whole epoch before it.
    what, said
        What was changed, and how it is told: "Noise", "Noise 20".
    """

    epoch: int
    what: str
    said: str


DENSITY = 256  # how many epochs are kept of the second half of a run, at least


def spacing(epoch: int, density: int) -> int:
    """Return how far the epochs lie apart that are kept around this one.

    1 up to twice the density; then it doubles whenever the epoch does, so that a run of any length
    can be seen from its first epochs on, and its last half as well.

    >>> [spacing(epoch, 256) for epoch in (0, 511, 512, 1023, 1024, 1_000_000)]
    [1, 1, 2, 2, 4, 2048]
    """
    return 1 << max((epoch // density).bit_length() - 1, 0)


def until_next(epoch: int, density: int) -> int:
    """Return the number of epochs from this one to the next that is kept.

    >>> [until_next(epoch, 256) for epoch in (0, 511, 512, 1000)]
    [1, 1, 2, 2]
    """
    apart = spacing(epoch, density)
    return apart - epoch % apart


class History:
    """Measurements of a run: at every epoch in the beginning, later ever further apart.

    Which epochs are kept depends on the epochs alone, never on when the page was drawn, see
    ``spacing``. A million epochs leave some 3,000 measurements.

    Attributes
    ----------
    since
        The last epoch that was measured on other points or in another way than the present ones;
        -1 while all can be compared.
    marks
        What was changed in the middle of the run, in the order in which it was.

    Examples
    --------
    >>> history = History(density=2)
    >>> for epoch in range(20):
    ...     if history.wants(epoch):
    ...         history.add(epoch, Measured(1.0 / (epoch + 1), 1.0, None, None))
    >>> history.epochs
    [0, 1, 2, 3, 4, 6, 8, 12, 16]
    """

    def __init__(self, density: int = DENSITY) -> None:
        self.density = density
        self.since = -1
        self.epochs: list[int] = []
        self.measured: list[Measured] = []
        self.norms: list[Norms | None] = []
        self.marks: list[Mark] = []

    def __len__(self) -> int:
        return len(self.epochs)

    def wants(self, epoch: int) -> bool:
        """Tell whether this epoch is one of those that are kept."""
        wanted = epoch % spacing(epoch, self.density) == 0
        return wanted and (not self.epochs or epoch > self.epochs[-1])

    def add(self, epoch: int, measured: Measured, norms: Norms | None = None) -> None:
        """Keep what was measured at an epoch."""
        self.epochs.append(epoch)
        self.measured.append(measured)
        self.norms.append(norms)

    def copy(self) -> History:
        """Return what was measured up to now; it does not grow with this one."""
        other = History(self.density)
        other.since = self.since
        other.epochs, other.measured = self.epochs.copy(), self.measured.copy()
        other.norms, other.marks = self.norms.copy(), self.marks.copy()
        return other

    def mark(self, mark: Mark) -> None:
        """Take note of a change; of the same thing at the same epoch only the last one counts."""
        if self.marks and (self.marks[-1].epoch, self.marks[-1].what) == (mark.epoch, mark.what):
            self.marks.pop()
        self.marks.append(mark)

    def begin_anew(self) -> None:
        """Take note that what was measured so far cannot be compared with what follows."""
        self.since = self.epochs[-1] if self.epochs else -1

    def forget_after(self, epoch: int) -> None:
        """Let go of everything later than an epoch, as when the run goes back to it."""
        self.since = min(self.since, epoch)
        while self.epochs and self.epochs[-1] > epoch:
            self.epochs.pop()
            self.measured.pop()
            self.norms.pop()
        self.marks = [mark for mark in self.marks if mark.epoch <= epoch]

    @property
    def train_loss(self) -> list[float]:
        """Training loss at each of ``epochs``."""
        return [one.train_loss for one in self.measured]

    @property
    def test_loss(self) -> list[float]:
        """Test loss at each of ``epochs``."""
        return [one.test_loss for one in self.measured]

    @property
    def train_accuracy(self) -> list[float | None]:
        """Training accuracy at each of ``epochs``; None for regression."""
        return [one.train_accuracy for one in self.measured]

    @property
    def test_accuracy(self) -> list[float | None]:
        """Test accuracy at each of ``epochs``; None for regression."""
        return [one.test_accuracy for one in self.measured]

    def columns(self) -> dict[str, list[float]]:
        """Return the epochs and all measurements as columns of equal length, gaps as NaN."""
        table: dict[str, list[float]] = {"epoch": [float(epoch) for epoch in self.epochs]}
        for one in fields(Measured):
            values = [getattr(measured, one.name) for measured in self.measured]
            table[one.name] = [float("nan") if value is None else value for value in values]
        return table
