/// What the use cases need from outside: one noun per capability.
@NullMarked
package dev.peal.application.port.out;

import org.jspecify.annotations.NullMarked;
