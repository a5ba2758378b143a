/// What is said in the log of something that fails again and again.
@NullMarked
package dev.peal.application.outage;

import org.jspecify.annotations.NullMarked;
