"""Links: an experiment's settings in the fragment of an address, in TensorFlow Playground's keys.

Only what differs from the defaults is written. Anything may be read: what is unknown or cannot be
understood is left out, what is out of range is put right, and each time a sentence says so.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, unquote_plus

from playground.data.features import FEATURES
from playground.experiment.kinds import Flag, quoted
from playground.experiment.settings import HIDABLE, SETTINGS, Setting, Settings

LONGEST = 20_000  # characters; more is no link of anybody's
HIDE = "_hide"

# Keys of TensorFlow Playground that steer nothing here.
WITHOUT_MEANING = {"collectStats", "tutorial"}

_BY_KEY: dict[str, Setting] = {one.link_key: one for one in SETTINGS.values() if one.link_key}
_FEATURE_BY_KEY = {feature.link_key: name for name, feature in FEATURES.items()}
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
    for key, name in _FEATURE_BY_KEY.items():
        chosen = name in settings.features
        if chosen != (name in default.features):
            parts.append(f"{key}={_FLAG.write(chosen)}")
    parts += [f"{name}{HIDE}=true" for name in settings.hidden]
    return "#" + "&".join(parts)


def read_link(link: str) -> tuple[Settings, list[str]]:
    """Return the settings that a link describes, and a sentence for each thing that was put right.

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
    ['Data set: "cube" is not one of circle, xor, gauss, ...; it stays circle.']
    """
    text = link.partition("#")[2] if "#" in link else link
    if "#" not in link and "://" in link:
        return Settings(), []  # an address without a fragment
    if len(text) > LONGEST:
        return Settings(), [
            f"The link is {len(text):,} characters long and was not read; {LONGEST:,} are the most."
        ]
    pairs, notices = _pairs(text)
    changes: dict[str, Any] = {}
    features = set(Settings().features)
    hidden = []
    for key, value in pairs.items():
        try:
            if key.endswith(HIDE):
                if _FLAG.read(value):
                    hidden.append(key.removesuffix(HIDE))
            elif key in _FEATURE_BY_KEY:
                (features.add if _FLAG.read(value) else features.discard)(_FEATURE_BY_KEY[key])
            elif key in _BY_KEY:
                setting = _BY_KEY[key]
                changes[setting.name] = setting.kind.read(value)
            elif key == "initZero":
                if _FLAG.read(value):
                    changes["initializer"] = "zero"
            elif key not in WITHOUT_MEANING:
                notices.append(f"The link's key {quoted(key)} is not known and was left out.")
        except ValueError as problem:
            notices.append(f"The link's {quoted(key)} was left out: {problem}.")
    if not features:
        notices.append("The link chooses no feature; a network needs at least one, so x₁ and x₂ are used.")
        features = set(Settings().features)
    known = [name for name in hidden if name in HIDABLE]
    for name in hidden:
        if name not in HIDABLE:
            notices.append(f"The link hides {quoted(name)}, which is not a control here.")
    settings, put_right = Settings().replaced(features=features, hidden=known, **changes)
    return settings, notices + put_right


def _pairs(text: str) -> tuple[dict[str, str], list[str]]:
    """Return the keys and values of a fragment; of a key that comes twice the last counts."""
    pairs: dict[str, str] = {}
    notices = []
    for part in text.split("&"):
        key, equals, value = part.partition("=")
        key = unquote_plus(key).strip()
        if equals and key:
            pairs[key] = unquote_plus(value).strip()
        elif key:
            notices.append(f"The link's {quoted(part)} has no value and was left out.")
    return pairs, notices
