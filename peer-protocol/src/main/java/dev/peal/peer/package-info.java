/// How nodes reach each other: the settings of both ends, and the proof that each is one of the
/// cluster.
@NullMarked
package dev.peal.peer;

import org.jspecify.annotations.NullMarked;
