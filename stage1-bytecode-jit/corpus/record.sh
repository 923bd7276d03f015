#!/bin/sh
# Re-records the corpus and the examples; see record.py, which does the work.
exec python3 "$(dirname "$0")/record.py" "$@"
