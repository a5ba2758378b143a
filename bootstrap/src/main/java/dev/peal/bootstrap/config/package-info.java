/// The configuration: where settings come from, and what each may be.
@NullMarked
package dev.peal.bootstrap.config;

import org.jspecify.annotations.NullMarked;
