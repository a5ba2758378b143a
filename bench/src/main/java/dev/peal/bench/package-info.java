/// Load, and how long its messages took.
@NullMarked
package dev.peal.bench;

import org.jspecify.annotations.NullMarked;
