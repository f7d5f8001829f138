"""The machine that runs the tests is shared: how long one example takes says nothing."""

from hypothesis import HealthCheck, settings

settings.register_profile("media", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("media")
