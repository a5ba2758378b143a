/// What any benchmark runs with: a server of its own, folders, percentiles, and words on how far it
/// is.
@NullMarked
package dev.peal.bench.run;

import org.jspecify.annotations.NullMarked;
