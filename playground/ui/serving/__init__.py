"""The server and the sessions on it, whatever their page is."""
