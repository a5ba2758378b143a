/// Starts and stops the server: the main class and the Dagger component.
@NullMarked
package dev.peal.bootstrap;

import org.jspecify.annotations.NullMarked;
