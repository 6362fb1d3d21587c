"""Script → mastered segments.

Worker processes synthesize utterances on all cores; the results come in script order. Every
utterance is cached, so each is synthesized once per machine, and a corrected sentence costs one
sentence.
"""
