"""The content of the page's tabs: pure functions from snapshots to charts and tables, a file a tab."""
