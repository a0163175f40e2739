"""Mutations of each feature: the file, the text, its replacement, and the tests that must fail."""

from typing import NamedTuple


class Mutation(NamedTuple):
    """`path` is below the package; without `old` the file is dropped. `tests` is the part of the suite that is run."""

    feature: str
    path: str
    old: str
    new: str
    judge: str
    tests: str = ""


BROKEN = [
    Mutation("none", "health.py", '"/live"', '"/alive"', "boot"),
    Mutation("none", "context.py", '(b"x-request-id", ', '(b"x-other-id", ', "suite", "tests/test_context.py"),
    Mutation("observability", "observability/metrics.py", '"/metrics"', '"/numbers"', "boot"),
    Mutation(
        "observability",
        "observability/access.py",
        'self.status = message["status"]',
        "self.status = 200",
        "suite",
        "tests/observability",
    ),
    Mutation("database", "database/item_routes.py", '@router.get("', '@router.put("', "boot"),
    Mutation("database", "database/migrations/database_0001_items.py", "", "", "suite", "tests/database/test_items.py"),
    Mutation(
        "database",
        "database/rows.py",
        "model.version.in_(self.accepted)",
        "model.version > 0",
        "suite",
        "tests/database/test_versions.py",
    ),
    Mutation("auth", "auth/guard.py", "if user is None:", "if user is not None:", "suite", "tests/auth/test_guard.py"),
    Mutation("auth", "auth/routes.py", '"/logout"', '"/leave"', "boot"),
    Mutation("middleware", "middleware/headers.py", 'b"x-process-time"', 'b"x-time"', "suite", "tests/middleware"),
    Mutation("rate-limit", "rate_limit/limiter.py", "Verdict(allowed,", "Verdict(True,", "suite", "tests/rate_limit"),
    Mutation(
        "cache", "cache/cache.py", 'found.payload, "hit"', 'found.payload, "miss"', "suite", "tests/cache/test_cache.py"
    ),
    Mutation("cache", "cache/reports.py", "@router.delete(", "@router.patch(", "boot"),
    Mutation(
        "http-cache",
        "http_cache/middleware.py",
        'start["status"] = 304',
        'start["status"] = 200',
        "suite",
        "tests/http_cache",
    ),
    Mutation("http-cache", "http_cache/articles.py", '"/http-cache/articles"', '"/http-cache/texts"', "boot"),
    Mutation(
        "exports",
        "exports/encoders.py",
        "in FORMULA_STARTS",
        "not in FORMULA_STARTS",
        "suite",
        "tests/exports/test_encoders.py",
    ),
    Mutation("exports", "exports/items.py", "items.parquet", "items.parkett", "boot"),
    Mutation(
        "graphql",
        "graphql/limits.py",
        "if size.fields > self.limits.max_fields:",
        "if size.fields < 0:",
        "suite",
        "tests/graphql/test_limits.py",
    ),
    Mutation("websockets", "websockets/lifespan.py", "if not welcome(", "if welcome(", "suite", "tests/websockets"),
    Mutation("websockets", "websockets/demo.py", '"/echo"', '"/mirror"', "boot"),
    Mutation("sse", "sse/demo.py", '"/{topic}"', '"/of/{topic}"', "boot"),
    Mutation("sse", "sse/stream.py", "isinstance(item, Reset)", "not isinstance(item, Reset)", "suite", "tests/sse"),
    Mutation("tasks", "tasks/execution.py", "if not result.is_err:", "if result:", "suite", "tests/tasks"),
    Mutation("tasks", "tasks/store.py", "known.fingerprint != record", "record != record", "suite", "tests/tasks"),
    Mutation("tasks", "tasks/routes.py", '"/cleanup"', '"/tidy"', "boot"),
    Mutation(
        "responses",
        "responses/downloads.py",
        'name.startswith(".") or any(',
        "any(",
        "suite",
        "tests/test_responses.py",
    ),
    Mutation(
        "responses",
        "responses/redirects.py",
        "if not LOCAL_PATH.fullmatch(target):",
        "if not target:",
        "suite",
        "tests/test_responses.py",
    ),
    Mutation("pages", "pages/csrf.py", "hmac.compare_digest(", "bool(", "suite", "tests/test_pages.py"),
    Mutation("pages", "pages/templates/base.html", "", "", "suite", "tests/test_pages.py"),
    Mutation("openapi", "openapi/pages.py", "if not settings.enabled:", "if settings.enabled:", "boot"),
    Mutation(
        "concurrency",
        "concurrency/upstreams.py",
        "> self.settings.max_bytes",
        "< 0",
        "suite",
        "tests/test_concurrency.py",
    ),
    Mutation("concurrency", "concurrency/routes.py", '"/mixed"', '"/blended"', "boot"),
    Mutation("sse", "events/bus.py", "if reached is not None:", "if reached is None:", "suite", "tests/events"),
    Mutation("cache", "redis.py", "REDIS_", "RADIS_", "suite", "tests/cache"),
]
