"""Settings of the peer: Channels with its Redis layer, nothing else."""

import os

SECRET_KEY = "the peer signs nothing"  # noqa: S105
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["daphne", "channels"]
ROOT_URLCONF = "bench.live.peer_urls"
REDIS = os.environ["REDIS_URL"] + "&max_connections=10000"
"""redis-py's own limit of 100 connections refuses a hall that comes at once."""
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [REDIS]}}}
