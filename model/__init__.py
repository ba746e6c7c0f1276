"""How the market works: the world, not who acts in it."""
