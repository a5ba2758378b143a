package dev.peal.application.port.in;

import dev.peal.domain.session.UserId;

/// A user as other users see him.
public record Account(UserId id, String username, String displayName) {}
