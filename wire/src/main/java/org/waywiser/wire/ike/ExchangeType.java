package org.waywiser.wire.ike;

/** Which exchange a message belongs to. RFC 7296 §3.1. */
public record ExchangeType(int number) {
    public static final ExchangeType IKE_SA_INIT = new ExchangeType(34);
    public static final ExchangeType IKE_AUTH = new ExchangeType(35);
    public static final ExchangeType CREATE_CHILD_SA = new ExchangeType(36);
    public static final ExchangeType INFORMATIONAL = new ExchangeType(37);

    @Override
    public String toString() {
        return switch (number) {
            case 34 -> "IKE_SA_INIT";
            case 35 -> "IKE_AUTH";
            case 36 -> "CREATE_CHILD_SA";
            case 37 -> "INFORMATIONAL";
            default -> "exchange " + number;
        };
    }
}
