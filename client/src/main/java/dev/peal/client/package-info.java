/// A client of the WebSocket protocol that keeps the promises a client has to keep.
@NullMarked
package dev.peal.client;

import org.jspecify.annotations.NullMarked;
