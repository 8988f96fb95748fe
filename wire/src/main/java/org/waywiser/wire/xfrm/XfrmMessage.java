package org.waywiser.wire.xfrm;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;

/** What the kernel tells of its databases, as answer to a dump or unasked. */
public sealed interface XfrmMessage {
    int ERROR = 2;
    int DONE = 3;
    int NEWSA = 0x10;
    int DELSA = 0x11;
    int GETSA = 0x12;
    int NEWPOLICY = 0x13;
    int DELPOLICY = 0x14;
    int GETPOLICY = 0x15;
    int EXPIRE = 0x18;
    int UPDPOLICY = 0x19;
    int UPDSA = 0x1a;
    int POLEXPIRE = 0x1b;
    int FLUSHSA = 0x1c;
    int FLUSHPOLICY = 0x1d;

    static XfrmMessage read(int type, WireReader in) throws MalformedMessage {
        return switch (type) {
            case ERROR -> new Failed(-(int) HostOrder.u32(in));
            case DONE -> new Done(in.remaining() < 4 ? 0 : -(int) HostOrder.u32(in));
            case NEWSA, UPDSA -> new SaSet(Sa.read(in));
            case DELSA -> new SaDeleted(SaId.read(in));
            case FLUSHSA -> new SasFlushed(in.u8());
            case EXPIRE -> SaExpired.read(in);
            case NEWPOLICY, UPDPOLICY -> new PolicySet(Policy.read(in));
            case DELPOLICY -> PolicyDeleted.read(in);
            case FLUSHPOLICY -> new PoliciesFlushed();
            case POLEXPIRE -> PolicyExpired.read(in);
            default -> new Other(type);
        };
    }

    /** There is such an SA, new or changed: a daemon that had its SPI allocated first updates it, so the two are the same. */
    record SaSet(Sa sa) implements XfrmMessage {}

    /** An SA was deleted. Its keys, which come along once more, are left alone. */
    record SaDeleted(SaId id) implements XfrmMessage {}

    /**
     * All SAs of a protocol were deleted, without a message for each.
     *
     * @param protocol 50 ESP, 51 AH, 255 or 0 for all
     */
    record SasFlushed(int protocol) implements XfrmMessage {
        private static final int ANY = 255;

        /** Whether an SA is among them. */
        public boolean includes(SaId id) {
            return protocol == 0 || protocol == ANY || protocol == id.protocol();
        }
    }

    /**
     * An SA came to the end of its lifetime.
     *
     * @param hard whether it is gone; no deletion is told then. RFC 4301 §4.4.2.1
     */
    record SaExpired(SaId id, boolean hard) implements XfrmMessage {
        static SaExpired read(WireReader in) throws MalformedMessage {
            SaId id = Sa.readFixed(in).id();
            return new SaExpired(id, in.u8() != 0);
        }
    }

    /** There is such a policy, new or changed. */
    record PolicySet(Policy policy) implements XfrmMessage {}

    /**
     * A policy was deleted.
     *
     * @param index as in {@link Policy}
     */
    record PolicyDeleted(long index) implements XfrmMessage {
        static PolicyDeleted read(WireReader in) throws MalformedMessage {
            Selector.read(in);
            long index = HostOrder.u32(in);
            in.skip(4); // direction, padding
            while (in.remaining() > 0) {
                var attribute = Attribute.read(in);
                // Who deletes by selector names no index: the policy itself has it.
                if (attribute.type() == Attribute.POLICY)
                    index = Policy.readFixed(attribute.value()).index();
            }
            return new PolicyDeleted(index);
        }
    }

    /** All policies of one kind were deleted. */
    record PoliciesFlushed() implements XfrmMessage {}

    /** A policy came to the end of its lifetime. */
    record PolicyExpired(long index, boolean hard) implements XfrmMessage {
        static PolicyExpired read(WireReader in) throws MalformedMessage {
            long index = Policy.readFixed(in).index();
            return new PolicyExpired(index, in.u8() != 0);
        }
    }

    /**
     * The end of a dump.
     *
     * @param errno 0, or why it ends too early
     */
    record Done(int errno) implements XfrmMessage {}

    /**
     * A request was refused.
     *
     * @param errno why; 0 would be an acknowledgement
     */
    record Failed(int errno) implements XfrmMessage {}

    /** One that says nothing about either database. */
    record Other(int type) implements XfrmMessage {}
}
