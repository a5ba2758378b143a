/// The client wire over WebSocket: frames in, commands out, pushes back.
@NullMarked
package dev.peal.in.websocket;

import org.jspecify.annotations.NullMarked;
