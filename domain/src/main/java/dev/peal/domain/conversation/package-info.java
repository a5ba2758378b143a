/// What a conversation is: who is in it, and where a message stands in it.
@NullMarked
package dev.peal.domain.conversation;

import org.jspecify.annotations.NullMarked;
