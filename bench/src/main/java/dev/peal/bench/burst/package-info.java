/// Many members of one group send at the same moment; every delivery is checked and timed.
@NullMarked
package dev.peal.bench.burst;

import org.jspecify.annotations.NullMarked;
