"""LaTeX in answers, found by `core.text.formulas`: laid out (`layout`, `service`), typed and
painted (`object`)."""
