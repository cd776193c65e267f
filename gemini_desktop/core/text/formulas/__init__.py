"""Where formulas stand in Markdown, and the rules that make markdown-it find them."""
