"""The page, built from Panel: controls, network view, output view, loss view."""
