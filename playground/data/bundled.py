"""Makes the real data files of datasets/ from those that come with scikit-learn, without a network.

Run ``python -m playground.data.bundled [FOLDER]``. Each file holds the measurements themselves;
which of them become the axes, or that they are joined into two principal components, stands in the
description beside it (see ``catalogue``).
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
from sklearn import datasets

from playground.resources import folder


def iris() -> pd.DataFrame:
    """Return Fisher's iris: four lengths of 150 flowers, three species."""
    bunch = datasets.load_iris(as_frame=True)
    return bunch.data.assign(species=bunch.target.map(dict(enumerate(bunch.target_names))))


def wine() -> pd.DataFrame:
    """Return 13 chemical measurements of 178 wines from three cultivars."""
    bunch = datasets.load_wine(as_frame=True)
    return bunch.data.assign(cultivar=bunch.target.map(lambda number: f"cultivar {number + 1}"))


def breast_cancer() -> pd.DataFrame:
    """Return 30 measurements of the cell nuclei of 569 tumours, benign or malignant."""
    bunch = datasets.load_breast_cancer(as_frame=True)
    return bunch.data.assign(diagnosis=bunch.target.map(dict(enumerate(bunch.target_names))))


def digits() -> pd.DataFrame:
    """Return the 64 grey values (0..16) of 1083 handwritten digits 0 to 5."""
    bunch = datasets.load_digits(n_class=6, as_frame=True)
    return bunch.data.astype(int).assign(digit=bunch.target)


FILES = {"iris": iris, "wine": wine, "breast_cancer": breast_cancer, "digits": digits}


def main(arguments: list[str]) -> None:
    """Write the files."""
    place = Path(arguments[0]) if arguments else folder("datasets")
    for name, make in FILES.items():
        path = place / f"{name}.csv"
        make().to_csv(path, index=False, lineterminator="\n")
        print(f"{path} written")


if __name__ == "__main__":
    main(sys.argv[1:])
