/// Handing journalled batches to the sessions of their recipients, and again until acknowledged.
@NullMarked
package dev.peal.application.delivery;

import org.jspecify.annotations.NullMarked;
