package org.waywiser.node.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a session has of the shared limits of its class and of those above; given back when it ends. Any thread. */
public final class Grant implements AutoCloseable {
    private final Rulebook rules;
    private final List<String> classes;
    private final Map<Limit, Long> held;

    Grant(Rulebook rules, List<String> classes, Map<Limit, Long> held) {
        this.rules = rules;
        this.classes = classes;
        this.held = new EnumMap<>(held);
    }

    /** Name of the class. */
    public String ofClass() {
        return classes.getFirst();
    }

    List<String> classes() {
        return classes;
    }

    Map<Limit, Long> held() {
        return held;
    }

    /** Takes out what is given back at another time. */
    public Grant without(Limit what) {
        return rules.split(this, what);
    }

    /** What was expected is known now. */
    public void becomes(Limit what, long amount) {
        rules.change(this, what, amount);
    }

    /** Gives all back; again does no harm. */
    @Override
    public void close() {
        rules.release(this);
    }
}
