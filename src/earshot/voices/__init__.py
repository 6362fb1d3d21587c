"""Utterance → Speech: engines behind one protocol, found by the entry point `earshot.voices`."""
