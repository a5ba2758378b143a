package dev.peal.application.port.in;

import dev.peal.domain.group.GroupId;
import dev.peal.domain.group.Role;

/// A group as one of its members sees it; `role` is that member's.
public record Group(GroupId id, String name, long version, Role role, int memberCount) {}
