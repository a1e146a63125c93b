"""The hall: the only place that knows how the rooms meet; it decides nothing the rooms could decide."""
