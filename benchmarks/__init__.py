"""Measurements of wzdash: `make bench` writes benchmarks/RESULTS.md."""
