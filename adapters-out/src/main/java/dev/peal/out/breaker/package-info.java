/// Whether a server that an adapter calls is known to be away.
@NullMarked
package dev.peal.out.breaker;

import org.jspecify.annotations.NullMarked;
