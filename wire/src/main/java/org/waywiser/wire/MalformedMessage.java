package org.waywiser.wire;

/** What a reader throws, and nothing else: the octets do not have the shape of the message. */
public final class MalformedMessage extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param reason what is wrong, without any octet of the message's content */
    public MalformedMessage(String reason) {
        super(reason);
    }
}
