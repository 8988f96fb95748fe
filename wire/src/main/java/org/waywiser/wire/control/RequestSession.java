package org.waywiser.wire.control;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Asks an OWAMP Server for a one-way session. On the wire an HMAC follows {@link #header} and another one follows
 * {@link #schedule}. RFC 4656 §3.5.
 *
 * @param ipVersion 4 or 6 if it is one we know, 0 to 15 on the wire
 * @param confSender whether the Server is to send; any non-zero octet means so
 * @param confReceiver whether the Server is to receive
 * @param packets how many the session sends
 * @param senderAddress 16 octets, or 4 which zeros complete
 * @param receiverAddress likewise
 * @param sid meaningful only if {@code confReceiver} is not set
 * @param paddingLength octets added to the shortest packet
 * @param startTimeNtp not before this time, as a timestamp
 * @param timeoutNtp when a packet counts as lost, as an interval in the format of a timestamp
 * @param slots the send schedule
 */
public record RequestSession(
        int ipVersion,
        boolean confSender,
        boolean confReceiver,
        long packets,
        int senderPort,
        int receiverPort,
        Octets senderAddress,
        Octets receiverAddress,
        Sid sid,
        long paddingLength,
        long startTimeNtp,
        long timeoutNtp,
        TypeP typeP,
        List<Slot> slots)
        implements ControlMessage {
    /** Octets of the first part, without its HMAC. */
    public static final int HEADER_LENGTH = 96;

    public RequestSession {
        SessionFields.check(ipVersion, 0, 0);
        Shape.u32("Number of Packets", packets);
        Shape.u16("Sender Port", senderPort);
        Shape.u16("Receiver Port", receiverPort);
        senderAddress = SessionFields.address(ipVersion, senderAddress);
        receiverAddress = SessionFields.address(ipVersion, receiverAddress);
        Shape.u32("Padding Length", paddingLength);
        slots = List.copyOf(slots);
    }

    /** The same with the identifier that its receiver has made. */
    public RequestSession withSid(Sid made) {
        return with(senderPort, receiverPort, made);
    }

    /** The same with the ports that are really used. */
    public RequestSession withPorts(int sender, int receiver) {
        return with(sender, receiver, sid);
    }

    private RequestSession with(int sender, int receiver, Sid other) {
        return new RequestSession(
                ipVersion,
                confSender,
                confReceiver,
                packets,
                sender,
                receiver,
                senderAddress,
                receiverAddress,
                other,
                paddingLength,
                startTimeNtp,
                timeoutNtp,
                typeP,
                slots);
    }

    /** Octets of the schedule that follows this header and its HMAC: up to 2^36, to be limited before they are read. */
    public static long scheduleLength(WireReader header) throws MalformedMessage {
        header.skip(4);
        return header.u32() * Slot.LENGTH;
    }

    /** Reads both parts, with the HMACs taken out. */
    public static RequestSession read(WireReader in) throws MalformedMessage {
        CommandNumber.REQUEST_SESSION.expect(in);
        int ipVersion = in.u8() & 15; // the upper half is MBZ
        boolean confSender = in.u8() != 0;
        boolean confReceiver = in.u8() != 0;
        long slotCount = in.u32();
        long packets = in.u32();
        int senderPort = in.u16();
        int receiverPort = in.u16();
        var senderAddress = in.octets(16);
        var receiverAddress = in.octets(16);
        var sid = Sid.read(in);
        long paddingLength = in.u32();
        long startTimeNtp = in.u64();
        long timeoutNtp = in.u64();
        var typeP = new TypeP(in.u32());
        in.skip(8); // MBZ
        Shape.fits("schedule slots", slotCount, Slot.LENGTH, in);
        var slots = new ArrayList<Slot>();
        for (long i = 0; i < slotCount; i++) slots.add(Slot.read(in));
        return new RequestSession(
                ipVersion,
                confSender,
                confReceiver,
                packets,
                senderPort,
                receiverPort,
                senderAddress,
                receiverAddress,
                sid,
                paddingLength,
                startTimeNtp,
                timeoutNtp,
                typeP,
                slots);
    }

    /** Header and schedule without HMACs. */
    @Override
    public void write(WireWriter out) {
        writeHeader(out);
        slots.forEach(slot -> slot.write(out));
    }

    /** What the first HMAC covers, 96 octets. */
    public byte[] header() {
        var out = new WireWriter(HEADER_LENGTH);
        writeHeader(out);
        return out.toByteArray();
    }

    /** What the second HMAC covers, 16 octets per slot. */
    public byte[] schedule() {
        var out = new WireWriter(Slot.LENGTH * slots.size());
        slots.forEach(slot -> slot.write(out));
        return out.toByteArray();
    }

    private void writeHeader(WireWriter out) {
        out.u8(CommandNumber.REQUEST_SESSION.number()).u8(ipVersion);
        out.u8(confSender ? 1 : 0).u8(confReceiver ? 1 : 0);
        out.u32(slots.size()).u32(packets).u16(senderPort).u16(receiverPort);
        out.octets(senderAddress).octets(receiverAddress).octets(sid.octets());
        out.u32(paddingLength)
                .u64(startTimeNtp)
                .u64(timeoutNtp)
                .u32(typeP.bits())
                .zeros(8);
    }
}
