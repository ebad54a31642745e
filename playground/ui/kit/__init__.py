"""What pages are made of: chrome, widgets, plots, streams, the browser's modules."""
