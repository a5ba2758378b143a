/// What durable stores cost on this machine.
@NullMarked
package dev.peal.bench.store;

import org.jspecify.annotations.NullMarked;
