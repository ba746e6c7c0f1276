// Solara's own name for the file. Until a visitor chooses, the page is as dark as the system wants it.
if (!localStorage.getItem(":solara:theme.variant")) theme.variant = "auto";
