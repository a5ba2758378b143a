/// The real servers that tests run against, and private sets of them for tests that kill them.
@NullMarked
package dev.peal.servers;

import org.jspecify.annotations.NullMarked;
