/// What this machine can do at best with the bytes of a burst, measured beside the burst itself.
@NullMarked
package dev.peal.bench.limit;

import org.jspecify.annotations.NullMarked;
