"""How trade works: functions of the world and of posted tables that write ledger entries."""
