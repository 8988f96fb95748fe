package org.waywiser.node;

/**
 * How a Server uses SAs.
 *
 * @param plan which ones, and what for
 * @param sharedKeys where keys may be used that sessions share
 * @param onDelete what becomes of sessions whose SA is deleted
 * @param openInside whether sessions without keys are for paths that IPsec protects. RFC 7717 §5.4
 */
public record BindingRules(BindingPlan plan, SharedKeyRule sharedKeys, OnDelete onDelete, boolean openInside) {
    /** What becomes of the running sessions of a connection when its SA is deleted and has no successor. */
    public enum OnDelete {
        /** They go on with the keys that they have. */
        KEEP,
        /** They end, and the connection with them. */
        STOP
    }

    /** Sessions without keys go anywhere. */
    public BindingRules(BindingPlan plan, SharedKeyRule sharedKeys, OnDelete onDelete) {
        this(plan, sharedKeys, onDelete, false);
    }

    /** Shared keys inside IPsec only; sessions go on. */
    public static BindingRules of(BindingPlan plan) {
        return new BindingRules(plan, SharedKeyRule.STRICT, OnDelete.KEEP);
    }
}
