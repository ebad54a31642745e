"""What carries an experiment elsewhere: links, files, code, tables and pictures.

- ``formats``: the registry of all files that can be had, and ``export(experiment, name)``
- ``links``, ``trained``: links to the settings, and links that carry the trained network too
- ``files``: the JSON file, written and opened again (``schema`` checks it)
- ``code``: scripts for NumPy, scikit-learn and PyTorch
- ``tables``, ``picture`` (with ``drawing`` and ``colours``): CSV, SVG and PNG
"""
