/// Runs benchmarks: the command line, and what they share.
@NullMarked
package dev.peal.bench;

import org.jspecify.annotations.NullMarked;
