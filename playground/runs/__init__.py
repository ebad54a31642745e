"""What trains or computes in the background: whose turn it is, how fast, what is kept."""
