"""Tests against a real Redis are collected if there is one."""

import os

collect_ignore = [] if "TEST_REDIS_URL" in os.environ else ["test_real.py"]
