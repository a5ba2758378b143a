/// Charts as SVG that is readable on light and on dark pages.
@NullMarked
package dev.peal.bench.chart;

import org.jspecify.annotations.NullMarked;
