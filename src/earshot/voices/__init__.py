"""Voice engines: Utterance → Speech. The entry point group is `earshot.voices`."""
