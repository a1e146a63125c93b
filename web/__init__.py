"""The HTTP side: health, metrics and the page of what is new; it reads, and changes nothing."""
