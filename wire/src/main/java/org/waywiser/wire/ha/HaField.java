package org.waywiser.wire.ha;

import java.util.Arrays;
import org.waywiser.wire.MalformedMessage;

/** What an attribute is about: its number in version 3, its number in versions 4 and 5, and what follows it. */
public enum HaField {
    IKE_ID(1, 1, Shape.SA_ID),
    /** The IKE SA whose place this one takes. */
    IKE_REKEY_ID(2, 2, Shape.SA_ID),
    LOCAL_ID(3, 3, Shape.IDENTITY),
    REMOTE_ID(4, 4, Shape.IDENTITY),
    REMOTE_EAP_ID(5, 5, Shape.IDENTITY),
    LOCAL_ADDR(6, 6, Shape.HOST),
    REMOTE_ADDR(7, 7, Shape.HOST),
    CONFIG_NAME(8, 8, Shape.NAME),
    /** Bits; in version 5 a second time for private ones, which have bit 31 set. */
    CONDITIONS(9, 9, Shape.U32),
    /** As {@link #CONDITIONS}. */
    EXTENSIONS(10, 10, Shape.U32),
    LOCAL_VIP(11, 11, Shape.HOST),
    REMOTE_VIP(12, 12, Shape.HOST),
    /** Another address of the peer. */
    PEER_ADDR(13, 13, Shape.HOST),
    /** Whether this end began the exchange. */
    INITIATOR(14, 14, Shape.U8),
    NONCE_I(15, 15, Shape.NONCE),
    NONCE_R(16, 16, Shape.NONCE),
    /** Shared secret of the key exchange. */
    SECRET(17, 17, Shape.KEY),
    /** Those of additional key exchanges. RFC 9370 §2. */
    ADD_SECRET(0, 18, Shape.KEY),
    /** SK_d of the IKE SA whose place this one takes. */
    OLD_SKD(18, 19, Shape.KEY),
    PRF(19, 20, Shape.U16),
    OLD_PRF(20, 21, Shape.U16),
    ENCR(21, 22, Shape.U16),
    /** Bits of the key. */
    ENCR_LEN(22, 23, Shape.U16),
    INTEG(23, 24, Shape.U16),
    KE(24, 25, Shape.U16),
    ADD_KES(0, 26, Shape.NUMBERS),
    /** 1 transport, 2 tunnel. */
    IPSEC_MODE(25, 27, Shape.U8),
    IPCOMP(26, 28, Shape.U8),
    INBOUND_SPI(27, 29, Shape.SPI),
    OUTBOUND_SPI(28, 30, Shape.SPI),
    INBOUND_CPI(29, 31, Shape.U16),
    OUTBOUND_CPI(30, 32, Shape.U16),
    LOCAL_TS(31, 33, Shape.SELECTOR),
    REMOTE_TS(32, 34, Shape.SELECTOR),
    MID(33, 35, Shape.U32),
    SEGMENT(34, 36, Shape.U16),
    ESN(35, 37, Shape.U16),
    IKE_VERSION(36, 38, Shape.U8),
    /** This and the next four are of IKEv1. */
    LOCAL_DH(37, 39, Shape.NONCE),
    REMOTE_DH(38, 40, Shape.NONCE),
    PSK(39, 41, Shape.KEY),
    IV(40, 42, Shape.NONCE),
    AUTH_METHOD(41, 43, Shape.U16);

    /** What follows the number of an attribute. */
    enum Shape {
        SA_ID,
        IDENTITY,
        HOST,
        NAME,
        U8,
        U16,
        U32,
        NONCE,
        KEY,
        NUMBERS,
        SPI,
        SELECTOR
    }

    private final int inVersion3;
    private final int inVersion4;
    private final Shape shape;

    HaField(int inVersion3, int inVersion4, Shape shape) {
        this.inVersion3 = inVersion3;
        this.inVersion4 = inVersion4;
        this.shape = shape;
    }

    int number(int version) {
        return version == 3 ? inVersion3 : inVersion4;
    }

    Shape shape() {
        return shape;
    }

    static HaField of(int version, int number) throws MalformedMessage {
        return Arrays.stream(values())
                .filter(field -> number != 0 && field.number(version) == number)
                .findAny()
                .orElseThrow(() -> new MalformedMessage("ha attribute " + number));
    }
}
