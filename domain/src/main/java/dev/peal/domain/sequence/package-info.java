/// The numbers that order things: positions, inbox seqs, and the cursors over them.
@NullMarked
package dev.peal.domain.sequence;

import org.jspecify.annotations.NullMarked;
