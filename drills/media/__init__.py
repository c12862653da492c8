"""Photos and videos of drills: told by their bytes, made anew in a child process, kept as files.

Nothing that somebody uploaded is ever served: people get what we made from it.
"""
