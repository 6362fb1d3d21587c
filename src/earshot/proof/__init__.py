"""Proof of a recording: measures its sound, and finds faults that a listener would notice."""
