"""Archives: many articles from large files, narrated into a folder or a bucket.

`inputs` splits the sources into parts and reads their records, `stories` turns a record into the
files of a story, and an engine (`local_engine`, `ray_engine`) does both for all parts. A story is
stored under a digest of its record and the settings, so an interrupted run can be repeated.
"""
