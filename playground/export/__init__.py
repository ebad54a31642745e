"""What carries an experiment elsewhere: links, files and code."""
