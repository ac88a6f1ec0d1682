"""A real Home Assistant with camhub on simulated systems, to look at or to check (`scripts/demo`).

Each system is a module here and a row in `systems.SYSTEMS`: how its simulator is opened, what a user
enters for it, its view of the dashboard, its automation, and its check.
"""
