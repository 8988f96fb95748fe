package org.waywiser.node;

/**
 * How a Server uses SAs.
 *
 * @param plan which ones, and what for
 * @param sharedKeys where keys may be used that sessions share
 * @param onDelete what becomes of sessions whose SA is deleted
 */
public record BindingRules(BindingPlan plan, SharedKeyRule sharedKeys, OnDelete onDelete) {
    /** What becomes of the running sessions of a connection when its SA is deleted and has no successor. */
    public enum OnDelete {
        /** They go on with the keys that they have. */
        KEEP,
        /** They end, and the connection with them. */
        STOP
    }

    /** Shared keys inside IPsec only; sessions go on. */
    public static BindingRules of(BindingPlan plan) {
        return new BindingRules(plan, SharedKeyRule.STRICT, OnDelete.KEEP);
    }
}
