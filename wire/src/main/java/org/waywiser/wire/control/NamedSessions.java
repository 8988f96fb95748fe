package org.waywiser.wire.control;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** What commands of individual session control have in common: a block that counts SIDs, then these. RFC 5938 §3.2–3.5. */
public final class NamedSessions {
    private static final int COUNT_OFFSET = 12;

    private NamedSessions() {}

    /**
     * Octets of the body of a command.
     *
     * @param start its first block, or more
     * @param most SIDs that are read
     * @throws MalformedMessage if it names more, or none
     */
    public static int bodyLength(byte[] start, int most) throws MalformedMessage {
        var in = WireReader.of(start);
        in.skip(COUNT_OFFSET);
        long count = counted(in.u32());
        if (count > most) throw new MalformedMessage(count + " sessions");
        return ControlMessage.BLOCK * (1 + (int) count);
    }

    /** From the Number of Sessions on. */
    static List<Sid> read(WireReader in) throws MalformedMessage {
        long count = counted(in.u32());
        Shape.fits("sessions", count, Sid.LENGTH, in);
        var sids = new ArrayList<Sid>();
        for (long i = 0; i < count; i++) sids.add(Sid.read(in));
        return sids;
    }

    static void write(WireWriter out, List<Sid> sids) {
        out.u32(sids.size());
        sids.forEach(sid -> out.octets(sid.octets()));
    }

    /** A copy, which is not empty: Number of Sessions is one or greater. */
    static List<Sid> checked(List<Sid> sids) {
        if (sids.isEmpty()) throw new IllegalArgumentException("no session named");
        return List.copyOf(sids);
    }

    private static long counted(long count) throws MalformedMessage {
        if (count == 0) throw new MalformedMessage("no session named");
        return count;
    }
}
