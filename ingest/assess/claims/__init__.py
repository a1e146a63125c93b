"""From findings to claims: who says it, when, which wave, which figures go together."""
