"""The self-checks: read strictly from YAML, answered in notebooks."""
