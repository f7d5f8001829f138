"""Settings of the peer: Channels with its Redis layer, nothing else."""

import os

SECRET_KEY = "the peer signs nothing"  # noqa: S105
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["daphne", "channels"]
ROOT_URLCONF = "bench.live.peer_urls"
CHANNEL_LAYERS = {
    "default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [os.environ["REDIS_URL"]]}}
}
