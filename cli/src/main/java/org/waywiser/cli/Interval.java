package org.waywiser.cli;

import java.util.random.RandomGenerator;
import org.waywiser.protocol.schedule.Schedule;

/**
 * The gaps between test packets as given on the command line.
 *
 * @param nanos the gap, or its mean
 * @param exponential Poisson sampling instead of a fixed gap
 */
record Interval(long nanos, boolean exponential) {
    Schedule schedule(RandomGenerator random) {
        return exponential ? Schedule.exponential(nanos, random) : Schedule.fixed(nanos);
    }
}
