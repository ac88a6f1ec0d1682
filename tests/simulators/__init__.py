"""Tests of the simulators, by clients written from the vendors' documents."""
