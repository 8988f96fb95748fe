/** Compares Waywiser with a reflector and loader in C, and with perfSONAR's tools: end to end, on loopback. Started by {@code bench/run}. */
@NullMarked
package org.waywiser.bench;

import org.jspecify.annotations.NullMarked;
