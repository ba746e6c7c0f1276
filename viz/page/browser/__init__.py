"""What runs in the browser: Vue components, the style sheet, and what Solara includes by name."""
