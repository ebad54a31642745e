"""The playground page: controls, network view, output view, loss view."""
