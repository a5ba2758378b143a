/// Tests of the whole: real server processes, real clients, a real browser.
@NullMarked
package dev.peal.acceptance;

import org.jspecify.annotations.NullMarked;
