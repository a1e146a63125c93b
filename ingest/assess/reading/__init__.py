"""From a text to a document: folded, split, its words, numbers and cues found; no meaning is given to them."""
