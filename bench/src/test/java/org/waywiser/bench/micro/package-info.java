/** What each step of a packet's way costs by itself, by JMH; run by {@code bench/jmh}. */
@NullMarked
package org.waywiser.bench.micro;

import org.jspecify.annotations.NullMarked;
