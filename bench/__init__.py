"""Benchmarks: each prints figures with the ratio to a named peer measured in the same run; none asserts."""
