"""Plain sense: counters of what a market does not do, each with its bound."""
