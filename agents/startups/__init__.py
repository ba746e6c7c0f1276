"""Start-ups: one Mesa agent, one row a start-up, the same rules for 300 rows and for a million."""
