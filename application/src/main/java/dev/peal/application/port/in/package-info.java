/// What the server can be asked to do: one verb per use case.
@NullMarked
package dev.peal.application.port.in;

import org.jspecify.annotations.NullMarked;
