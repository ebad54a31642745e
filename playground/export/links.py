"""Links: an experiment's settings in the fragment of an address, in TensorFlow Playground's keys.

Only what differs from the defaults is written. Anything may be read: what is unknown or cannot be
understood is left out, what is out of range is put right, and each time a sentence says so.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote

from playground.data.features import FEATURES
from playground.experiment.declare import Setting
from playground.experiment.settings import HIDABLE, SETTINGS, Settings
from playground.settings.kinds import Flag, quoted

LONGEST = 20_000  # characters without the trained network; more is no link of anybody's
MOST_NOTICES = 8  # a learner reads no more; the rest is counted
HIDE = "_hide"
FORMULAS = "formulas"  # the key of features that a learner has typed
TRAINED = "trained"  # the key of a packed network, see trained.py

# Keys of TensorFlow Playground that steer nothing here.
WITHOUT_MEANING = {"collectStats", "tutorial"}

_FLAG = Flag()


def write_link(settings: Settings) -> str:
    """Return the fragment, "#" and the settings that differ from the defaults.

    >>> write_link(Settings(hidden_layers=(8, 8), features=("x1", "sin_x2")))
    '#networkShape=8,8&y=false&sinY=true'
    """
    default = Settings()
    changed = settings.changes_from(default)
    parts = [
        f"{setting.link_key}={quote(setting.kind.write(changed[name]), safe=',')}"
        for name, setting in SETTINGS.items()
        if name in changed and setting.link_key
    ]
    for name, feature in FEATURES.items():
        chosen = name in settings.features
        if chosen != (name in default.features):
            parts.append(f"{feature.link_key}={_FLAG.write(chosen)}")
    if typed := tuple(name for name in settings.features if name not in FEATURES):
        parts.append(f"{FORMULAS}={quote(SETTINGS['features'].kind.write(typed), safe='')}")
    parts += [f"{name}{HIDE}=true" for name in settings.hidden]
    return "#" + "&".join(parts)


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
    pairs, notices = read_pairs(link)
    changes, remarks = _changes(pairs)
    settings, put_right = Settings().replaced(**changes)
    return settings, shortened(notices + remarks + put_right)


def _changes(pairs: dict[str, str]) -> tuple[dict[str, Any], list[str]]:
    """Return the settings that keys and values ask for, and a sentence for each left out."""
    by_key: dict[str, Setting] = {one.link_key: one for one in SETTINGS.values() if one.link_key}
    feature_by_key = {feature.link_key: name for name, feature in FEATURES.items()}
    changes: dict[str, Any] = {}
    features = set(Settings().features)
    formulas: tuple[str, ...] = ()
    hidden: list[str] = []
    notices: list[str] = []
    for key, value in pairs.items():
        try:
            if key in by_key:
                setting = by_key[key]
                changes[setting.name] = setting.kind.read(value)
            elif key in feature_by_key:
                (features.add if _FLAG.read(value) else features.discard)(feature_by_key[key])
            elif key == FORMULAS:
                formulas = SETTINGS["features"].kind.read(value)
            elif key.endswith(HIDE):
                name = key.removesuffix(HIDE)
                if name not in HIDABLE:
                    notices.append(f"The link hides {quoted(name)}, which is not a control here.")
                elif _FLAG.read(value):
                    hidden.append(name)
            elif key == "initZero":
                if _FLAG.read(value):
                    changes["initializer"] = "zero"
            elif key != TRAINED and key not in WITHOUT_MEANING:
                notices.append(f"The link's key {quoted(key)} is not known and was left out.")
        except ValueError as problem:
            notices.append(f"The link's {quoted(key)} was left out: {problem}.")
    if not features and not formulas:
        notices.append(
            "The link chooses no feature; a network needs at least one, so x₁ and x₂ are used."
        )
        features = set(Settings().features)
    chosen = (*(name for name in FEATURES if name in features), *formulas)
    return {**changes, "features": chosen, "hidden": hidden}, notices


def read_pairs(link: str) -> tuple[dict[str, str], list[str]]:
    """Return the keys and values of a link, and a sentence for each part that is neither.

    Of a key that comes twice the last value counts. An address without a fragment has none.
    """
    text = link.partition("#")[2] if "#" in link else "" if "://" in link else link
    parts = text.split("&")
    length = sum(len(part) for part in parts if not part.startswith(f"{TRAINED}="))
    if length > LONGEST:
        return {}, [
            f"The link is {length:,} characters long and was not read; {LONGEST:,} are the most."
        ]
    pairs: dict[str, str] = {}
    notices = []
    for part in parts:
        key, equals, value = part.partition("=")
        key = unquote(key).strip()
        if equals and key:
            pairs[key] = unquote(value).strip()
        elif key or equals:
            missing = "value" if key else "key"
            notices.append(f"The link's {quoted(part)} has no {missing} and was left out.")
    return pairs, notices


def shortened(notices: list[str]) -> list[str]:
    """Return the first few sentences, fit to be shown, and one that counts the rest.

    >>> shortened([f"Sentence {number}." for number in range(1, 21)])[-2:]
    ['Sentence 7.', '13 more things in it were left out or put right.']
    """
    few = notices if len(notices) <= MOST_NOTICES else notices[: MOST_NOTICES - 1]
    shown = ["".join(one if one.isprintable() else "·" for one in notice) for notice in few]
    if rest := len(notices) - len(few):
        shown.append(f"{rest} more things in it were left out or put right.")
    return shown
