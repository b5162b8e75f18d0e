"""Settings and fixtures that every test may use."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Examples are limited by number, never by the clock: a slow machine must not fail a test.
settings.register_profile(
    "geoaid",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("geoaid")
