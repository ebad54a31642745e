"""Formulas and sentences with the signs that a book would print; for the eye only, never parsed."""

from __future__ import annotations

import re

_SIGNS = {"<-": "←", "eta0": "η₀", "eta": "η", "beta1": "β₁", "beta2": "β₂", "beta": "β",
          "eps": "ε", "sqrt": "√", "pi": "π", "^2": "²", "<=": "≤", "n_in": "nᵢₙ", "n_out": "nₒᵤₜ",
          "m^": "m̂", "v^": "v̂", "-": "−"}  # fmt: skip
_SIGN = re.compile(
    "|".join(rf"\b{word}\b" if word.isidentifier() else re.escape(word) for word in _SIGNS)
)
_MINUS = re.compile(r"(?<![A-Za-z])-(?=[\w(])")  # a hyphen follows a letter


def typeset(formula: str) -> str:
    """Return a formula with the signs that a book would print.

    >>> typeset("w <- w - eta g / sqrt(v + eps)")
    'w ← w − η g / √(v + ε)'
    """
    return _SIGN.sub(lambda found: _SIGNS[found[0]], formula)


def with_minus(sentence: str) -> str:
    """Return a sentence whose numbers and formulas have a minus sign, its words their hyphens.

    >>> with_minus("Multiplies by exp(-k), from -1 on: semi-stiff.")
    'Multiplies by exp(−k), from −1 on: semi-stiff.'
    """
    return _MINUS.sub("−", sentence)


def sentence(text: str) -> str:
    """Return a text with a capital and a full stop.

    >>> sentence("3 is too much"), sentence("what is this"), sentence("")
    ('3 is too much.', 'What is this.', '')
    """
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""
