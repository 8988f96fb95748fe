package org.waywiser.lab.interop;

/**
 * Proposals for one SA in strongSwan's spelling.
 *
 * @param asked what the end offers that asks for the SA
 * @param accepted what the other end accepts: all that both can agree on
 */
record Offer(String asked, String accepted) {
    static Offer of(String both) {
        return new Offer(both, both);
    }

    /** What an end is configured with. */
    String of(boolean asking) {
        return asking ? asked : accepted;
    }

    /** For the page. */
    @Override
    public String toString() {
        return asked.equals(accepted) ? "`" + asked + "`" : "`" + asked + "` → `" + accepted + "`";
    }
}
