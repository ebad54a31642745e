"""What can be seen inside a network: backpropagation number by number, the space layers bend."""
