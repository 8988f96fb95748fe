package org.waywiser.wire.ike;

/** What kind of name an Identification holds. RFC 7296 §3.5. */
public record IdType(int number) {
    public static final IdType IPV4_ADDR = new IdType(1);
    public static final IdType FQDN = new IdType(2);
    public static final IdType RFC822_ADDR = new IdType(3);
    public static final IdType IPV6_ADDR = new IdType(5);
    public static final IdType DER_ASN1_DN = new IdType(9);
    public static final IdType DER_ASN1_GN = new IdType(10);
    public static final IdType KEY_ID = new IdType(11);
    /** Anonymous peer of RFC 7619 §2.2. */
    public static final IdType NULL = new IdType(13);

    @Override
    public String toString() {
        return switch (number) {
            case 1 -> "ID_IPV4_ADDR";
            case 2 -> "ID_FQDN";
            case 3 -> "ID_RFC822_ADDR";
            case 5 -> "ID_IPV6_ADDR";
            case 9 -> "ID_DER_ASN1_DN";
            case 10 -> "ID_DER_ASN1_GN";
            case 11 -> "ID_KEY_ID";
            case 13 -> "ID_NULL";
            default -> "ID type " + number;
        };
    }
}
