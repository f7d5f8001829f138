"""People and the units they belong to."""

import uuid
from typing import Any

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.db.models import Q

from meetings.contracts.roles import Role
from meetings.core.signals import session_ended


class Unit(models.Model):
    """A body or administrative unit; its level is data, because levels changed on 1 July 2025."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=35, blank=True)
    """Identifier as the body's own lists use it; it passes to another unit when this one ends."""
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    level = models.CharField(max_length=40)
    """Name of the level: tỉnh, huyện, xã, …"""
    branch = models.CharField(max_length=10, choices=[("party", "Đảng"), ("state", "Nhà nước")], default="party")
    """Whose forms its documents follow."""
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    """Last day; null: it goes on."""
    successor = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="forerunners")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code"], condition=Q(valid_to__isnull=True) & ~Q(code=""), name="one_living_unit_per_code"
            )
        ]

    def __str__(self) -> str:
        return self.name


class UnitName(models.Model):
    """A name that a unit had until a day: what was before keeps it."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="former_names")
    name = models.CharField(max_length=200)
    short_name = models.CharField(max_length=60, blank=True)
    valid_to = models.DateField()
    """Last day of this name."""

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "valid_to"], name="one_name_until_a_day")]


class Position(models.Model):
    """An office of the catalogue, such as «Bí thư»; ``order`` is its place by protocol, lower stands first."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)
    order = models.PositiveIntegerField()

    class Meta:
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A term of a body (nhiệm kỳ); its memberships end with it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="terms")
    name = models.CharField(max_length=80)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """Last day; null: it goes on."""

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(valid_to__isnull=True), name="one_open_term_of_a_body")
        ]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Makes people with a password."""

    def create_person(self, *, username: str, password: str, full_name: str, **fields: object) -> "Person":
        """Create a person who can sign in."""
        person = self.model(username=username.strip().lower(), full_name=full_name, **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Find the person who signs in; letter case and outer spaces do not matter."""
        return self.get(username=(username or "").strip().lower())


class Person(AbstractBaseUser):
    """Somebody with a name and a password."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    username = models.CharField(max_length=60, unique=True)
    full_name = models.CharField(max_length=120)
    title = models.CharField(max_length=160, blank=True)
    """Position as spoken, for example «Bí thư Đảng ủy xã Tân Hòa»."""
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    protocol_order = models.PositiveIntegerField(default=1000)
    """Place in lists: lower stands first; equal ones by name."""
    is_active = models.BooleanField(default=True)
    may_create_meetings = models.BooleanField(default=False)
    """Works in the secretariat."""
    may_pair_rooms = models.BooleanField(default=False)
    """Works in the technical team."""
    keeps = models.ForeignKey(Unit, on_delete=models.PROTECT, null=True, blank=True, related_name="keepers")
    """The unit whose register, with everything beneath it, this person keeps; null: nobody's."""

    USERNAME_FIELD = "username"
    objects = PersonManager()

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save; a new password or a closed account ends every page of the person at once."""
        over = not self._state.adding and (getattr(self, "_password", None) is not None or not self.is_active)
        super().save(*args, **kwargs)
        if over:
            transaction.on_commit(lambda: session_ended.send(sender=None, session_key=None, person_id=self.id))

    @property
    def initials(self) -> str:
        """Two letters for the round mark beside the name: last and given name."""
        words = self.full_name.split()
        return "".join(word[0] for word in words[-2:]).upper()


class BodyMembership(models.Model):
    """A person's lasting place in a body: a secretary invites all its members of the day at once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="memberships")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=[(role.value, role.value) for role in Role if role != Role.ROOM])
    votes = models.BooleanField(default=False)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """Last day of the membership; null: it goes on."""
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, null=True, blank=True, related_name="memberships")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "person"], condition=Q(valid_to__isnull=True), name="one_lasting_place_in_a_body"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person} · {self.unit}"


class Attempt(models.Model):
    """One try of something that is limited; ``key`` says of what and by whom (see ``throttle``)."""

    key = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["key", "at"], name="attempts_of_key")]
