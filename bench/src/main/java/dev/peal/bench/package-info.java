/// The command line of the benchmarks.
@NullMarked
package dev.peal.bench;

import org.jspecify.annotations.NullMarked;
