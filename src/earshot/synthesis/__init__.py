"""Script → passages: every utterance said in its voice and mastered, each once on this machine.

Utterances are worked on by all cores at once and handed out in their order. What was said before
comes from the cache. So the first one is there as soon as it is made, and a corrected sentence
costs one sentence.
"""
