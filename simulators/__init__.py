"""Simulators of the camera systems camhub speaks to, written from the systems' documents and recordings.

`python -m simulators NAME` runs one in the foreground; tests open the same classes in their own event loop.
"""
