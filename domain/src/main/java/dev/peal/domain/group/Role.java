package dev.peal.domain.group;

/// What a member of a group may do; see [GroupRules].
public enum Role {
  OWNER,
  ADMIN,
  MEMBER
}
