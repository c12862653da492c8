"""How the app looks: template tags, form widgets, fonts from their packages, the style guide."""
