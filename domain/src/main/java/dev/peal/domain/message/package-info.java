/// Messages as their senders made them.
@NullMarked
package dev.peal.domain.message;

import org.jspecify.annotations.NullMarked;
