"""From a source to a story: fetch, read, parse, assess, group; stores nothing and alerts nobody."""
