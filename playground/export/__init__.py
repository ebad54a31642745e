"""What carries an experiment elsewhere: files, code, tables and pictures.

- ``formats``: the registry of all files that can be had, and ``export(experiment, name)``
- ``files``: the JSON file, written and opened again (``schema`` checks it)
- ``code``: scripts for NumPy, scikit-learn and PyTorch, lifted from the playground's own source
- ``tables``, ``picture`` (with ``drawing`` and ``colours``): CSV, SVG and PNG
"""
