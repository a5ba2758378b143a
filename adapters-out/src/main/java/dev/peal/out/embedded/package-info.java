/// The ports kept by this process and one folder on its disk.
@NullMarked
package dev.peal.out.embedded;

import org.jspecify.annotations.NullMarked;
