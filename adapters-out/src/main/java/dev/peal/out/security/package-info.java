/// Passwords and tokens.
@NullMarked
package dev.peal.out.security;

import org.jspecify.annotations.NullMarked;
