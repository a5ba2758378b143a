/// What operators ask of a node.
@NullMarked
package dev.peal.application.operating;

import org.jspecify.annotations.NullMarked;
