"""From cells with addresses to a validated problem, or to every issue at once."""
