/// What connections cost that do nothing.
@NullMarked
package dev.peal.bench.idle;

import org.jspecify.annotations.NullMarked;
