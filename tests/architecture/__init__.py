"""The rules of the architecture as functions: a source file in, one line per violation out."""
