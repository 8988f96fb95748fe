package org.waywiser.wire.ike;

/** Kind of a payload, as Next Payload fields have it. RFC 7296 §3.2. */
public record PayloadType(int number) {
    public static final PayloadType NONE = new PayloadType(0);
    public static final PayloadType SA = new PayloadType(33);
    public static final PayloadType KE = new PayloadType(34);
    public static final PayloadType IDI = new PayloadType(35);
    public static final PayloadType IDR = new PayloadType(36);
    public static final PayloadType CERT = new PayloadType(37);
    public static final PayloadType CERTREQ = new PayloadType(38);
    public static final PayloadType AUTH = new PayloadType(39);
    public static final PayloadType NONCE = new PayloadType(40);
    public static final PayloadType NOTIFY = new PayloadType(41);
    public static final PayloadType DELETE = new PayloadType(42);
    public static final PayloadType VENDOR_ID = new PayloadType(43);
    public static final PayloadType TSI = new PayloadType(44);
    public static final PayloadType TSR = new PayloadType(45);
    public static final PayloadType SK = new PayloadType(46);
    public static final PayloadType CP = new PayloadType(47);
    public static final PayloadType EAP = new PayloadType(48);
    public static final PayloadType SKF = new PayloadType(53);

    private static final String[] NOTATION = {
        "SA", "KE", "IDi", "IDr", "CERT", "CERTREQ", "AUTH", "Nonce", "N", "D", "V", "TSi", "TSr", "SK", "CP", "EAP"
    };

    /** Whether RFC 7296 or RFC 7383 defines the type: its critical bit is then ignored. */
    public boolean known() {
        return number >= SA.number && number <= EAP.number || number == SKF.number;
    }

    @Override
    public String toString() {
        if (number == SKF.number) return "SKF";
        return known() ? NOTATION[number - SA.number] : "payload " + number;
    }
}
