"""The state of the world and what it is computed with: draws, portable maths, fitness of chips."""
