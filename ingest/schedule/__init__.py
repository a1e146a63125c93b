"""When, where and how a source is asked again: pure decisions over its state; nothing here asks."""
