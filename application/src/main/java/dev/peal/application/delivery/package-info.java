/// From a journalled batch to the nodes that have sessions of its recipients.
@NullMarked
package dev.peal.application.delivery;

import org.jspecify.annotations.NullMarked;
