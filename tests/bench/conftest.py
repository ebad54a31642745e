"""Nothing here is a test: `make bench` runs it, and nothing in the test suite asserts a time."""

collect_ignore_glob = ["*.py"]
