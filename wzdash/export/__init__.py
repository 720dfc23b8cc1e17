"""Exports: what is on the screen as a file, stamped with its filters, data date and the demo mark."""
