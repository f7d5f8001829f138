"""Production in containers: the image, its health check, and the first environment file."""
