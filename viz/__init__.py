"""Pictures of the market: charts, network drawings, report, interactive page."""
