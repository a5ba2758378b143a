/// How latency, cost and memory grow with load, size and connections, up to saturation; and whether
/// the project's goals are met.
@NullMarked
package dev.peal.bench.curve;

import org.jspecify.annotations.NullMarked;
