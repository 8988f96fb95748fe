package org.waywiser.lab.truth;

/**
 * A network, and a measurement through it.
 *
 * @param there netem of the way there
 * @param back netem of the way back
 * @param command what to run, less host and form of the report
 * @param packets it sends
 * @param before to be done before it
 * @param meanwhile to be done while it runs, as process {@code $client}
 */
record Scenario(String name, String there, String back, String command, int packets, String before, String meanwhile) {
    private static final String SPACED = " -i 5msf -L 3";

    static Scenario twoWay(String name, int packets, String there, String back) {
        return new Scenario(name, there, back, "twping", packets, "true", "true");
    }

    static Scenario oneWay(String name, int packets, String there, String back) {
        return new Scenario(name, there, back, "owping", packets, "true", "true");
    }

    /** A session ends once all are answered: where the last packet is not, it misses none of their copies. */
    Scenario losingTheLast() {
        return new Scenario(name, there, back, command, packets, "lose " + (packets - 1), meanwhile);
    }

    Scenario with(String script) {
        return new Scenario(name, there, back, command, packets, before, script);
    }

    String script() {
        return """
            ways '%s' '%s'
            %s
            capture %s
            ip netns exec a waywiser %s %s -c %d %s --json >$name.json & client=$!
            %s
            wait $client
            captured
            """.formatted(there, back, before, name, command, Netem.B, packets, SPACED, meanwhile);
    }
}
