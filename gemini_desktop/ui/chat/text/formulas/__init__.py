"""LaTeX in answers: found in Markdown (`find`, `rule`), laid out (`layout`, `service`), typed and
painted (`object`)."""
