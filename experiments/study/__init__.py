"""Studies: many runs over scenarios, factors and seeds, stored so that nothing done is ever lost."""
