"""Who acts: firms, programmes, start-ups and the climate they live in."""
