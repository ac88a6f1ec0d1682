"""Tests of camhub, in the shape of the tree they test."""
