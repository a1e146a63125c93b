"""WebSub as pure functions: what a listing announces, what a signature proves, when a hub is asked; sends nothing."""
