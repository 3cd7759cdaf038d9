"""The two roles of the team: a viewer reads, an editor also corrects and imports."""

from __future__ import annotations

from django.contrib.auth.models import Group, Permission, User

PERMISSIONS = {"viewer": ["read_reports"], "editor": ["read_reports", "edit_codings"]}
ROLES = tuple(PERMISSIONS)


def give_role(user: User, role: str) -> None:
    """Make ``role`` the one role of ``user``. Raises KeyError for a role that does not exist."""
    codenames = PERMISSIONS[role]
    group, _created = Group.objects.get_or_create(name=role)
    group.permissions.set(Permission.objects.filter(content_type__app_label="reports", codename__in=codenames))
    user.groups.remove(*Group.objects.filter(name__in=ROLES))
    user.groups.add(group)
