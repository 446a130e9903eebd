"""The benchmark suite: one file per benchmark, one command, JSON out (``python -m bench NAME --json``)."""
