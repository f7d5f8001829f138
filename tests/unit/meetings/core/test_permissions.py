"""The table of permissions: its page, its edges, and the conduct that exactly one person holds."""

from meetings.contracts.roles import Role
from meetings.core import permissions_document
from meetings.core.permissions import LAID_DOWN, TABLE, Permission, Standing, allows, permissions_of


def test_the_page_is_up_to_date():
    assert permissions_document.main(["--check"]) == 0, "run: python -m meetings.core.permissions_document"


def test_every_permission_and_role_is_in_the_page():
    page = permissions_document.PAGE.read_text()
    assert set(TABLE) == set(Permission)
    for name in (*Permission, *Role):
        assert f"| `{name}` |" in page


def test_an_auditor_only_looks():
    assert permissions_of(Role.AUDITOR) == {
        Permission.SEE_MEETING,
        Permission.READ_PAPERS,
        Permission.SEE_JOURNAL,
        Permission.SEE_ROOMS,
    }


def test_guests_interpreters_and_auditors_never_vote():
    for role in (Role.GUEST, Role.OBSERVER, Role.INTERPRETER, Role.AUDITOR, Role.TECHNICIAN, Role.ROOM):
        assert not allows(role, Permission.CAST_BALLOT)


def test_the_counting_team_sees_the_turnout_and_otherwise_is_a_delegate():
    assert permissions_of(Role.COUNTING_TEAM) == permissions_of(Role.DELEGATE) | {Permission.SEE_TURNOUT}


def test_the_presidium_conducts_nothing_by_itself():
    assert not permissions_of(Role.PRESIDIUM) & LAID_DOWN


def test_a_deputised_chair_keeps_all_but_the_conduct_and_the_agenda():
    assert Standing(Role.CHAIR, deputised=True).permissions == permissions_of(Role.CHAIR) - LAID_DOWN
    assert Standing(Role.CHAIR).permissions == permissions_of(Role.CHAIR)
    assert Permission.TAKE_BACK_CHAIR in Standing(Role.CHAIR, deputised=True).permissions
