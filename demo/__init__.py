"""A real Home Assistant with camhub on simulated systems, to look at (`scripts/demo`) or to check.

Each system is one module with a class like `smart_shooter.SmartShooterDemo`, and one row in `systems.SYSTEMS`.
"""
