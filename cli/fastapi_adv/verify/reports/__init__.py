"""Reports of a run: for people (Markdown), for CI (JUnit XML), for programs (JSON)."""
