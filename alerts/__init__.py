"""From a flag to a delivery: what is told to whom, in which words, and when it is tried again."""
