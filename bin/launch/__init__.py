"""Everything that starts real parts: the environment, the servers, the demo, the tests.

Runs on any Python from 3.11 on with the standard library only, because it is what makes the
real environment. Nothing here is imported by the web app.
"""
