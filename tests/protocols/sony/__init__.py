"""Tests of what speaks with Sony cameras."""
