package dev.peal.domain.account;

import dev.peal.domain.session.UserId;

/// What others may know of an account.
public record Profile(UserId id, Username username, Name displayName) {}
