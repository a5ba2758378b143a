/// The machine's clocks.
@NullMarked
package dev.peal.out.clock;

import org.jspecify.annotations.NullMarked;
