"""Accounts of the demonstration: their password is made at the first load and kept in one private file."""

import json
import os
from pathlib import Path

from django.conf import settings
from pydantic import BaseModel, TypeAdapter


class DemoAccount(BaseModel):
    """Who can sign in, with what, to do what."""

    username: str
    password: str
    name: str
    role: str


_ACCOUNTS = TypeAdapter(list[DemoAccount])


def accounts_file() -> Path:
    """Return the file that ``make run`` reads to print the accounts."""
    return Path(settings.HOME) / "demo-accounts.json"


def read_accounts() -> list[DemoAccount]:
    """Return the accounts made before, or none."""
    path = accounts_file()
    return _ACCOUNTS.validate_json(path.read_text()) if path.exists() else []


def write_accounts(accounts: list[DemoAccount]) -> None:
    """Keep the accounts, readable by the owner alone."""
    descriptor = os.open(accounts_file(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump([account.model_dump() for account in accounts], file, ensure_ascii=False, indent=1)
