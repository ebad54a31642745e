"""Links to an experiment's settings, in TensorFlow Playground's keys.

What is its own there: each feature has a key, and ``initZero`` stands for an initializer.
"""

from __future__ import annotations

from collections.abc import Mapping

from playground.data.features import FEATURES
from playground.experiment.settings import SETTINGS, Settings
from playground.settings.kinds import Flag, quoted
from playground.settings.links import from_pairs, joined, read_pairs, shortened, write_pairs

FORMULAS = "formulas"  # the key of features that a learner has typed
TRAINED = "trained"  # the key of a packed network, see trained.py
HANDED = "handed"  # the word under which luggage waits, see handover.py
INIT_ZERO = "initZero"

# Keys that steer no setting: a packed network, and what TensorFlow Playground writes besides.
ELSEWHERE = {TRAINED, HANDED, "collectStats", "tutorial"}

_FLAG = Flag()


def write_link(settings: Settings) -> str:
    """Return the fragment, "#" and the settings that differ from the defaults.

    >>> write_link(Settings(hidden_layers=(8, 8), features=("x1", "sin_x2")))
    '#networkShape=8,8&y=false&sinY=true'
    """
    usual = Settings().features
    features = {
        feature.link_key: _FLAG.write(name in settings.features)
        for name, feature in FEATURES.items()
        if (name in settings.features) != (name in usual)
    }
    if typed := tuple(name for name in settings.features if name not in FEATURES):
        features[FORMULAS] = SETTINGS["features"].kind.write(typed)
    return joined(write_pairs(settings) | features)


def read_link(link: str) -> tuple[Settings, list[str]]:
    """Return the settings that a link describes, and a sentence for each thing that was put right.

    A network packed into the link is left to ``trained.open_trained``.

    Parameters
    ----------
    link
        A fragment with or without "#", or a whole address with one; never trusted.

    Examples
    --------
    >>> settings, notices = read_link("https://playground.tensorflow.org/#noise=20&dataset=cube")
    >>> settings.noise, settings.dataset
    (20, 'circle')
    >>> notices
    ['Data set: there is no data set "cube" for a classification; it stays circle.']
    """
    pairs, notices = read_pairs(link, long=[TRAINED])
    features, rest, remarks = _features(pairs)
    settings, put_right = from_pairs(Settings, rest, elsewhere=ELSEWHERE)
    settings, more = settings.replaced(features=features)
    return settings, shortened([*notices, *remarks, *put_right, *more])


def _features(pairs: Mapping[str, str]) -> tuple[tuple[str, ...], dict[str, str], list[str]]:
    """Return the features that keys choose, the pairs of the other settings, and remarks."""
    by_key = {feature.link_key: name for name, feature in FEATURES.items()}
    usual = Settings().features
    features = set(usual)
    formulas: tuple[str, ...] = ()
    rest: dict[str, str] = {}
    notices: list[str] = []
    for key, text in pairs.items():
        try:
            if key in by_key:
                (features.add if _FLAG.read(text) else features.discard)(by_key[key])
            elif key == FORMULAS:
                formulas = SETTINGS["features"].kind.read(text)
            elif key == INIT_ZERO:
                if _FLAG.read(text):
                    rest["initializer"] = "zero"
            else:
                rest[key] = text
        except ValueError as problem:
            notices.append(f"The link's {quoted(key)} was left out: {problem}.")
    if not features and not formulas:
        notices.append(
            "The link chooses no feature; a network needs at least one, so x₁ and x₂ are used."
        )
        features = set(usual)
    return (*(name for name in FEATURES if name in features), *formulas), rest, notices
