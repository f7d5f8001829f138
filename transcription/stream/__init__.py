"""Pure streaming logic: no Redis, no clock, no engine."""
