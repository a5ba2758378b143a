/// Clients on WebSockets: their sessions, the frames of the wire, and the pushing of batches.
@NullMarked
package dev.peal.in.websocket;

import org.jspecify.annotations.NullMarked;
