"""The whole product on one machine: the production processes under one supervisor, SQLite, a private Redis."""
