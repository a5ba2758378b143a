/// Catching up: inbox pages, history, and verdicts on holes.
@NullMarked
package dev.peal.application.syncing;

import org.jspecify.annotations.NullMarked;
