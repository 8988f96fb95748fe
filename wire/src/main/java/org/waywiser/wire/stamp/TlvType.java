package org.waywiser.wire.stamp;

/** Numbers of TLVs and of what they hold, as IANA has them; others survive as numbers. RFC 8972 §5. */
public final class TlvType {
    public static final int EXTRA_PADDING = 1;
    public static final int LOCATION = 2;
    public static final int TIMESTAMP_INFORMATION = 3;
    public static final int CLASS_OF_SERVICE = 4;
    public static final int DIRECT_MEASUREMENT = 5;
    public static final int ACCESS_REPORT = 6;
    public static final int FOLLOW_UP_TELEMETRY = 7;
    public static final int HMAC = 8;

    /** Sub-TLVs of Location. RFC 8972 §4.2.1. */
    public static final int SOURCE_MAC = 1;

    public static final int SOURCE_EUI_48 = 2;
    public static final int SOURCE_EUI_64 = 3;
    public static final int DESTINATION_IP = 4;
    public static final int DESTINATION_IPV4 = 5;
    public static final int DESTINATION_IPV6 = 6;
    public static final int SOURCE_IP = 7;
    public static final int SOURCE_IPV4 = 8;
    public static final int SOURCE_IPV6 = 9;

    private static final int FIRST_PRIVATE = 252;
    private static final int LAST_PRIVATE = 254;

    private TlvType() {}

    /**
     * Whether a value can have that length, in octets. RFC 8972 §4.
     *
     * @param type of a TLV, not of a sub-TLV
     */
    public static boolean allows(int type, int length) {
        return switch (type) {
            case LOCATION, TIMESTAMP_INFORMATION -> length >= 4;
            case CLASS_OF_SERVICE, ACCESS_REPORT -> length == 4;
            case DIRECT_MEASUREMENT -> length == 12;
            case FOLLOW_UP_TELEMETRY -> length == 16;
            case HMAC -> length == StampFormat.HMAC_LENGTH;
            default -> !isPrivate(type) || length >= 4;
        };
    }

    /** Whether a value of Location can have that length, in octets. */
    public static boolean allowsInLocation(int type, int length) {
        return switch (type) {
            case SOURCE_MAC, SOURCE_EUI_48, SOURCE_EUI_64 -> length == 8;
            case DESTINATION_IP, DESTINATION_IPV4, DESTINATION_IPV6, SOURCE_IP, SOURCE_IPV4, SOURCE_IPV6 ->
                length == 16;
            default -> !isPrivate(type) || length >= 4;
        };
    }

    /** A value of such a type begins with the number of its enterprise. */
    private static boolean isPrivate(int type) {
        return type >= FIRST_PRIVATE && type <= LAST_PRIVATE;
    }
}
