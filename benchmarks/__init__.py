"""What camhub costs, beside what nobody could do without and beside Home Assistant's stock way.

`python -m benchmarks [NAME]` measures and prints; `docs/benchmarks.md` says how and shows a run.
"""
