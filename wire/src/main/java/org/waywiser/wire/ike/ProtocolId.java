package org.waywiser.wire.ike;

/** Protocol an SA is for. RFC 7296 §3.3.1. */
public record ProtocolId(int number) {
    public static final ProtocolId NONE = new ProtocolId(0);
    public static final ProtocolId IKE = new ProtocolId(1);
    public static final ProtocolId AH = new ProtocolId(2);
    public static final ProtocolId ESP = new ProtocolId(3);

    @Override
    public String toString() {
        return switch (number) {
            case 0 -> "none";
            case 1 -> "IKE";
            case 2 -> "AH";
            case 3 -> "ESP";
            default -> "protocol " + number;
        };
    }
}
