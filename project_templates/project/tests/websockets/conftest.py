"""What only a real Redis can show is there when there is one."""

import os

collect_ignore = [] if "TEST_REDIS_URL" in os.environ else ["test_presence.py"]
