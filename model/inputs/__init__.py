"""What a user writes: scenario, catalogue, cast rows, parameters, policies; all of it checked."""
