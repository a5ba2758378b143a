/// Registering, logging in, and who a token belongs to.
@NullMarked
package dev.peal.application.accounts;

import org.jspecify.annotations.NullMarked;
