"""Links: the settings of a page in the fragment of an address, ``#key=value&key=value``.

Only what differs from the defaults is written. Anything may be read: what is unknown or cannot be
understood is left out, what is out of range is put right, and each time a sentence says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from playground.settings.base import HIDDEN, BaseSettings
from playground.settings.declare import Setting
from playground.settings.kinds import Flag, quoted

S = TypeVar("S", bound=BaseSettings)

LONGEST = 20_000  # characters; more is no link of anybody's
MOST_NOTICES = 8  # a learner reads no more; the rest is counted
HIDE = "_hide"
TRAILING = tuple(".,;\"'>]}")  # what a sentence puts behind an address

_FLAG = Flag()


def write_link(settings: BaseSettings) -> str:
    """Return the fragment, "#" and the settings that differ from the defaults."""
    return joined(write_pairs(settings))


def read_link(
    table: type[S], link: str, *, elsewhere: Collection[str] = (), long: Collection[str] = ()
) -> tuple[S, list[str]]:
    """Return the settings that a link describes, and a sentence for each thing that was put right.

    Parameters
    ----------
    table
        The settings of a page, a subclass of ``BaseSettings``.
    link
        A fragment with or without "#", or a whole address with one; never trusted.
    elsewhere
        Keys that others know: they are passed over without a word.
    long
        Keys that do not count towards the greatest length of a link.
    """
    pairs, notices = read_pairs(link, long=long)
    settings, more = from_pairs(table, pairs, elsewhere=elsewhere)
    return settings, shortened(notices + more)


def write_pairs(settings: BaseSettings) -> dict[str, str]:
    """Return the key and the text of each setting that differs from its default."""
    changed = settings.changes_from(type(settings)())
    pairs = {
        key_of(setting, settings): setting.kind.write(changed[name])
        for name, setting in settings.declared.items()
        if name in changed and setting.link_key
    }
    return pairs | {f"{name}{HIDE}": "true" for name in settings.hidden}


def key_of(setting: Setting, settings: BaseSettings) -> str:
    """Return a setting's key: short for what belongs to the choice that is made, else its name."""
    return setting.link_key if settings.is_chosen(setting) else setting.name


def joined(pairs: Mapping[str, str]) -> str:
    """Return the fragment of keys and texts.

    >>> joined({"shape": "4,2", "formula": "a&b"})
    '#shape=4,2&formula=a%26b'
    """
    written = (f"{key}={quote(text, safe=',')}" for key, text in pairs.items())
    return "#" + "&".join(re.sub(r"\.$", "%2E", each) for each in written)  # see ``repaired``


def from_pairs(
    table: type[S], pairs: Mapping[str, str], *, elsewhere: Collection[str] = ()
) -> tuple[S, list[str]]:
    """Return the settings that keys and texts ask for, and a sentence for each thing put right.

    Keys of other pages are passed over without a word.
    """
    by_key = {one.link_key: one for one in table.declared.values() if one.link_key}
    by_key |= {name: one for name, one in table.declared.items() if one.belongs_to}
    changes: dict[str, Any] = {}
    hidden: list[str] = []
    notices: list[str] = []
    for key, text in pairs.items():
        if page_of(key) != table.page:
            continue
        try:
            if key in by_key:
                setting = by_key[key]
                name = key if setting.belongs_to else setting.name
                changes[name] = setting.kind.read(text)
            elif key.endswith(HIDE):
                name = key.removesuffix(HIDE)
                if name not in table.hideable:
                    notices.append(f"The link hides {quoted(name)}, which is not a control here.")
                elif _FLAG.read(text):
                    hidden.append(name)
            elif key not in elsewhere:
                notices.append(f"The link's key {quoted(key)} is not known and was left out.")
        except ValueError as problem:
            notices.append(f"The link's {quoted(key)} was left out: {problem}.")
    settings, put_right = table().replaced(**changes, **{HIDDEN: hidden})
    return settings, notices + put_right


def page_of(key: str) -> str:
    """Return the page that a link's key belongs to, "" for the playground.

    >>> page_of("noise"), page_of("optimizers.surface"), page_of("optimizers.rates_hide")
    ('', 'optimizers', 'optimizers')
    """
    return key.partition(".")[0] if "." in key else ""


def repaired(text: str) -> str:
    r"""Return a fragment as it was before mail, chats and sentences were at it.

    >>> repaired("noise=5&amp;shape=4,2)."), repaired("noise%3D5%26shape%3D4%2C2")
    ('noise=5&shape=4,2', 'noise=5&shape=4,2')
    >>> repaired("noise=5&form\nula=sin(x)")
    'noise=5&formula=sin(x)'
    """
    text = "".join(text.splitlines()).replace("\t", "").replace("&amp;", "&")
    if "=" not in text and "%3D" in text.upper():
        text = unquote(text)
    while text.endswith(TRAILING) or (text.endswith(")") and text.count("(") < text.count(")")):
        text = text[:-1]
    return text


def read_pairs(link: str, *, long: Collection[str] = ()) -> tuple[dict[str, str], list[str]]:
    """Return the keys and texts of a link, and a sentence for each part that is neither.

    Of a key that comes twice the last counts. An address without a fragment has none. The keys in
    ``long`` do not count towards the greatest length of a link.
    """
    text = link.partition("#")[2] if "#" in link else "" if "://" in link else link
    parts = repaired(text).split("&")
    length = sum(len(part) for part in parts if part.partition("=")[0] not in long)
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
