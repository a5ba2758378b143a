package dev.peal.in.websocket;

import dev.peal.application.port.in.Authenticate;
import dev.peal.application.port.in.MarkRead;
import dev.peal.application.port.in.PostMessage;
import dev.peal.application.port.in.ReadHistory;
import dev.peal.application.port.in.SyncInbox;
import dev.peal.application.port.in.TrackSession;

/// What sessions call.
public record UseCases(
    Authenticate authenticate,
    PostMessage post,
    SyncInbox sync,
    ReadHistory history,
    MarkRead markRead,
    TrackSession track) {}
