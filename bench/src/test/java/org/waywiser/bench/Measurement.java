package org.waywiser.bench;

import java.util.List;

/** Something to compare. */
interface Measurement {
    /** As asked for on the command line. */
    String name();

    List<Line> measure(Setting setting) throws Exception;
}
