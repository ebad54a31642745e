"""What the lectures show beside the playground: a room for each lab, no Panel in it."""
