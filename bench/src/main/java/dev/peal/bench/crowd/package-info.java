/// The users of a run: their accounts, their connections, and the rows that the store counts.
@NullMarked
package dev.peal.bench.crowd;

import org.jspecify.annotations.NullMarked;
