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
    Mutation("database", "items/routes.py", '@router.get("', '@router.put("', "boot"),
    Mutation("database", "items/migrations/items_0001.py", "", "", "suite", "tests/items"),
    Mutation(
        "database",
        "database/rows.py",
        "model.version.in_(self.accepted)",
        "model.version > 0",
        "suite",
        "tests/database/test_versions.py",
    ),
    Mutation("auth", "scopes.py", "if user is None:", "if user is not None:", "suite", "tests/auth/test_guard.py"),
    Mutation(
        "auth",
        "auth/logins.py",
        "= common_scopes(login.scopes, account.scopes)",
        "= login.scopes",
        "suite",
        "tests/auth/test_rotation.py",
    ),
    Mutation("auth", "auth/routes.py", '"/logout"', '"/leave"', "boot"),
    Mutation("middleware", "middleware/headers.py", 'b"x-process-time"', 'b"x-time"', "suite", "tests/middleware"),
    Mutation(
        "middleware",
        "middleware/compression.py",
        'headers["ETag"] = f"W/',
        'headers["ETag"] = f"',
        "suite",
        "tests/middleware/test_compression.py",
    ),
    Mutation("rate-limit", "rate_limit/limiter.py", "Verdict(allowed,", "Verdict(True,", "suite", "tests/rate_limit"),
    Mutation(
        "cache", "cache/cache.py", 'found.payload, "hit"', 'found.payload, "miss"', "suite", "tests/cache/test_cache.py"
    ),
    Mutation("cache", "cache/reports.py", "@router.delete(", "@router.patch(", "boot"),
    Mutation(
        "http-cache",
        "preconditions.py",
        "return 304 if safe else 412",
        "return 304",
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
    Mutation("exports", "exports/routes.py", 'f"/{name}.{suffix}"', 'f"/{name}-{suffix}"', "boot"),
    Mutation(
        "graphql",
        "graphql/limits.py",
        "if size.fields > self.limits.max_fields:",
        "if size.fields < 0:",
        "suite",
        "tests/graphql/test_limits.py",
    ),
    Mutation(
        "websockets", "websockets/lifespan.py", "if not may_connect(", "if may_connect(", "suite", "tests/websockets"
    ),
    Mutation("websockets", "websockets/demo.py", '"/echo"', '"/mirror"', "boot"),
    Mutation("sse", "sse/demo.py", '"/{topic}"', '"/of/{topic}"', "boot"),
    Mutation("sse", "sse/streams.py", "isinstance(item, Reset)", "not isinstance(item, Reset)", "suite", "tests/sse"),
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
    Mutation(
        "openapi", "openapi/pages.py", "if not OpenAPISettings().enabled:", "if OpenAPISettings().enabled:", "boot"
    ),
    Mutation(
        "concurrency",
        "concurrency/upstreams.py",
        "> self.settings.max_bytes",
        "< 0",
        "suite",
        "tests/test_concurrency.py",
    ),
    Mutation("concurrency", "concurrency/routes.py", '"/mixed"', '"/blended"', "boot"),
    Mutation("sse", "events/ring.py", "if self.place < topic.dropped:", "if self.place < 0:", "suite", "tests/events"),
    Mutation("cache", "redis.py", "REDIS_", "RADIS_", "suite", "tests/cache"),
]
