/// Which part of the code may know which other, and what every part has to have.
@NullMarked
package dev.peal.acceptance.architecture;

import org.jspecify.annotations.NullMarked;
