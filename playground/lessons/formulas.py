"""Formulas in a lesson's texts: LaTeX between dollar signs becomes a tree of MathML, offline.

A tree is ``[tag, attributes, children]``; a child is a tree or a text. Only tags and attributes
that draw a formula come through, so that a page can make elements of them whoever has written it.
"""

from __future__ import annotations

import html
from functools import lru_cache
from typing import Any
from xml.etree.ElementTree import Element

from latex2mathml.converter import convert_to_element

Tree = list[Any]

TAGS = {
    "math", "mrow", "mi", "mo", "mn", "mtext", "ms", "mspace", "mfrac", "msqrt", "mroot", "mstyle",
    "msub", "msup", "msubsup", "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded",
    "mphantom",
}  # fmt: skip
ATTRIBUTES = {
    "accent", "accentunder", "columnalign", "display", "displaystyle", "fence", "form", "largeop",
    "lspace", "rspace", "mathvariant", "maxsize", "minsize", "movablelimits", "separator",
    "stretchy", "symmetric", "width",
}  # fmt: skip


def mathml(latex: str) -> Tree:
    r"""Return the tree of a formula.

    Raises
    ------
    ValueError
        If it cannot be understood.

    Examples
    --------
    >>> mathml("x")
    ['math', {'display': 'inline'}, [['mrow', {}, [['mi', {}, ['x']]]]]]
    >>> "javascript" in str(mathml(r"\href{javascript:x}{y}"))
    False
    >>> mathml(r"\nosuchword")
    Traceback (most recent call last):
    ...
    ValueError: \nosuchword is not known
    """
    try:
        root = convert_to_element(latex)
    except Exception as problem:  # it has errors of a dozen kinds, and others where it trips
        raise ValueError(f"it ends or begins in the middle ({type(problem).__name__})") from None
    return _tree(root)


def _tree(element: Element) -> Tree:
    tag = element.tag.rpartition("}")[2]
    if tag not in TAGS:
        raise ValueError(f"<{tag}> cannot be drawn")
    text = html.unescape(element.text or "")
    if text.startswith("\\"):
        raise ValueError(f"{text} is not known")
    if text in "{}" and text:
        raise ValueError(f"a {text} is too much")
    kept = {name: value for name, value in element.attrib.items() if name in ATTRIBUTES}
    return [tag, kept, [*([text] if text.strip() else []), *(_tree(one) for one in element)]]


def plainly(parts: list[str | Tree]) -> str:
    r"""Return what ``pieces`` has made of a text as plain text.

    >>> plainly(pieces(r"the rate $\eta^2$"))
    'the rate η2'
    """
    return "".join(one if isinstance(one, str) else plainly(one[2]) for one in parts)


@lru_cache(maxsize=4096)
def pieces(text: str) -> list[str | Tree]:
    r"""Return a text as what stands in it, one after the other: texts, and trees of formulas.

    The same list for the same text: it is not to be changed.

    Raises
    ------
    ValueError
        If a formula cannot be understood, or has no end.

    Examples
    --------
    >>> pieces("no formula"), len(pieces(r"the rate $\eta$ is small"))
    (['no formula'], 3)
    >>> pieces("5 $")
    Traceback (most recent call last):
    ...
    ValueError: a formula begins with $ and has no $ at its end
    """
    parts = text.split("$")
    if len(parts) % 2 == 0:
        raise ValueError("a formula begins with $ and has no $ at its end")
    made: list[str | Tree] = []
    for place, part in enumerate(parts):
        if place % 2:
            try:
                made.append(mathml(part))
            except ValueError as problem:
                raise ValueError(f"the formula ${part}$ cannot be read: {problem}") from None
        elif part:
            made.append(part)
    return made
