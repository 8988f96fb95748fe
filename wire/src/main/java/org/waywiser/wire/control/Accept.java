package org.waywiser.wire.control;

/**
 * Outcome that one side reports to the other; an unassigned code survives. RFC 4656 §3.3.
 *
 * @param code 0 to 255
 */
public record Accept(int code) {
    public static final Accept OK = new Accept(0);
    public static final Accept FAILURE = new Accept(1);
    public static final Accept INTERNAL_ERROR = new Accept(2);
    public static final Accept NOT_SUPPORTED = new Accept(3);
    public static final Accept PERMANENT_LIMIT = new Accept(4);
    public static final Accept TEMPORARY_LIMIT = new Accept(5);
    /** The Server knows no IKEv2 SA with the SPIs of the KeyID. RFC 7717 §5.3. */
    public static final Accept IKEV2_SA_NOT_FOUND = new Accept(6);

    public Accept {
        if (code < 0 || code > 255) throw new IllegalArgumentException("Accept " + code);
    }

    /** What to act on: an unassigned code means {@link #FAILURE}, yet the log shows the code received. */
    public Accept meaning() {
        return code <= 6 ? this : FAILURE;
    }

    public boolean ok() {
        return code == 0;
    }

    /** What it means, for people. */
    public String words() {
        return switch (code) {
            case 0 -> "accepted";
            case 1 -> "refused without a reason";
            case 2 -> "internal error";
            case 3 -> "some aspect of the request is not supported";
            case 4 -> "permanent resource limit";
            case 5 -> "temporary resource limit";
            case 6 -> "IKEv2 SA not found";
            default -> "refused for an unknown reason";
        };
    }

    @Override
    public String toString() {
        return code + " (" + words() + ")";
    }
}
