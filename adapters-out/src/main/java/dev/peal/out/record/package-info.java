/// The stored form of journal records and rows.
@NullMarked
package dev.peal.out.record;

import org.jspecify.annotations.NullMarked;
