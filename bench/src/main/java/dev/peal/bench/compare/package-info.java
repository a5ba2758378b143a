/// Tells between two results of a benchmark a regression from noise.
@NullMarked
package dev.peal.bench.compare;

import org.jspecify.annotations.NullMarked;
