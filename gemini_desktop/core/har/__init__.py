"""HTTP Archives (HAR 1.2) as captures."""
