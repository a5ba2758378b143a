/// The ladder: the same burst against one server after the other, from a naive one up to Peal, each
/// of which does one thing more than the one before. What the rungs are stands in
/// `dev.peal.bench.ladder.rung`; here they are run one after the other, each a process of its own
/// on a database of its own, and reported side by side.
@NullMarked
package dev.peal.bench.ladder;

import org.jspecify.annotations.NullMarked;
