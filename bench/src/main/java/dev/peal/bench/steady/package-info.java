/// Messages come at a fixed rate, whatever the server does; every delivery is checked and timed.
@NullMarked
package dev.peal.bench.steady;

import org.jspecify.annotations.NullMarked;
