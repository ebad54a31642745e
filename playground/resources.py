"""Where the files that come with the playground are: in a checkout and in an installed wheel."""

from __future__ import annotations

from pathlib import Path


def folder(name: str) -> Path:
    """Return the folder of that name, ``"datasets"`` or ``"static"``.

    An installed wheel carries these folders inside the package; in a checkout they lie beside it.

    Raises
    ------
    FileNotFoundError
        If it is in neither place.

    Examples
    --------
    >>> folder("datasets").is_dir()
    True
    """
    package = Path(__file__).resolve().parent
    for place in (package / name, package.parent / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f'The folder "{name}" is neither in {package} nor beside it: install the playground again.'
    )
