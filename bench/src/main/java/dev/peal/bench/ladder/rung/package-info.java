/// The servers of the ladder: Peal's use cases and inbound adapters on other outbound adapters,
/// each as an engineer of that stage writes them. [Rung] says what each does; [RungModule] wires
/// it.
///
/// Only the road of a message differs: members, numbers, rows, pushes. Accounts, groups, sessions,
/// tokens and the tables are Peal's own on every rung, pooled connections included. None of these
/// adapters keeps what Peal promises when a server dies; all of them deliver a burst exactly once
/// and in order while everything lives.
///
/// Use cases run on threads of the system below Peal, as servers of those stages do: a new one for
/// each task or, with pools, so many.
///
/// A conversation's messages are posted one at a time on every rung, since that is what keeps their
/// order: with rows locked for each member, or counters raised for each, two at once would only
/// wait for each other or pass each other.
@NullMarked
package dev.peal.bench.ladder.rung;

import org.jspecify.annotations.NullMarked;
