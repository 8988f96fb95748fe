package org.waywiser.wire.ike;

/** How AUTH was computed. RFC 7296 §3.8; RFC 4754 §4, RFC 7427 §3 and RFC 7619 §2.1 add to it. */
public record AuthMethod(int number) {
    public static final AuthMethod RSA_SIGNATURE = new AuthMethod(1);
    public static final AuthMethod SHARED_KEY = new AuthMethod(2);
    public static final AuthMethod DSS_SIGNATURE = new AuthMethod(3);
    public static final AuthMethod ECDSA_256 = new AuthMethod(9);
    public static final AuthMethod ECDSA_384 = new AuthMethod(10);
    public static final AuthMethod ECDSA_521 = new AuthMethod(11);
    public static final AuthMethod NULL = new AuthMethod(13);
    public static final AuthMethod DIGITAL_SIGNATURE = new AuthMethod(14);

    @Override
    public String toString() {
        return switch (number) {
            case 1 -> "RSA signature";
            case 2 -> "shared key";
            case 3 -> "DSS signature";
            case 9 -> "ECDSA-256";
            case 10 -> "ECDSA-384";
            case 11 -> "ECDSA-521";
            case 13 -> "NULL authentication";
            case 14 -> "digital signature";
            default -> "method " + number;
        };
    }
}
