/// Expanding the journal into message rows and inbox rows.
@NullMarked
package dev.peal.application.persisting;

import org.jspecify.annotations.NullMarked;
