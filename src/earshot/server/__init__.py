"""The doors on the web: the library for readers, the engine room for publishers.

One process tree: the server (`app`) answers, makers (`maker`) read pages and speak. What is true
stands in the store and in the story's folder; everything in memory may be lost at any moment.
"""
