"""In-house chip programmes: projects that can slip, respin, be cancelled, ship and be rented out."""
