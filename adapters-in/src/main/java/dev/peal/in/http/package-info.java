/// The HTTP API: accounts, login, groups, administration and the static pages.
@NullMarked
package dev.peal.in.http;

import org.jspecify.annotations.NullMarked;
