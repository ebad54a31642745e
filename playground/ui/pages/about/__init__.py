"""About: the guide, the pages, the version."""
