package org.waywiser.wire.control;

import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * Asks a TWAMP Server for a session. Fields that must be zero in TWAMP are kept as they came, so that the Server can
 * refuse them with the Accept value the RFC names. RFC 5357 §3.5, RFC 6038 §4.2.
 *
 * @param ipVersion 4 or 6 if it is one we know, 0 to 15 on the wire
 * @param confSender zero in TWAMP
 * @param confReceiver zero in TWAMP
 * @param scheduleSlots zero in TWAMP
 * @param packets zero in TWAMP
 * @param senderAddress 16 octets, or 4 which zeros complete; all zero: that of the control connection
 * @param receiverAddress likewise
 * @param sid zero in TWAMP: the Server chooses it
 * @param paddingLength octets the sender adds to its shortest packet
 * @param startTimeNtp not before this time, as a timestamp
 * @param timeoutNtp how long to go on reflecting after Stop-Sessions, as an interval in the format of a timestamp
 * @param octetsToReflect two octets that Accept-Session is to bring back; must be zero, and mean nothing, without Reflect Octets
 * @param reflectedPadding octets at the start of the padding that the reflector is to return, 0 to 65535; likewise
 */
public record RequestTwSession(
        int ipVersion,
        int confSender,
        int confReceiver,
        long scheduleSlots,
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
        int octetsToReflect,
        int reflectedPadding)
        implements ControlMessage {
    public static final int LENGTH = 112;
    public static final int BODY_LENGTH = 96;

    public RequestTwSession {
        SessionFields.check(ipVersion, confSender, confReceiver);
        Shape.u32("Number of Schedule Slots", scheduleSlots);
        Shape.u32("Number of Packets", packets);
        Shape.u16("Sender Port", senderPort);
        Shape.u16("Receiver Port", receiverPort);
        senderAddress = SessionFields.address(ipVersion, senderAddress);
        receiverAddress = SessionFields.address(ipVersion, receiverAddress);
        Shape.u32("Padding Length", paddingLength);
        Shape.u16("Octets to be reflected", octetsToReflect);
        Shape.u16("Length of padding to reflect", reflectedPadding);
    }

    /** A request as TWAMP wants it: every field zero that must be. */
    public static RequestTwSession of(
            int ipVersion,
            int senderPort,
            int receiverPort,
            Octets senderAddress,
            Octets receiverAddress,
            long paddingLength,
            long startTimeNtp,
            long timeoutNtp,
            TypeP typeP) {
        return new RequestTwSession(
                ipVersion,
                0,
                0,
                0,
                0,
                senderPort,
                receiverPort,
                senderAddress,
                receiverAddress,
                Sid.NONE,
                paddingLength,
                startTimeNtp,
                timeoutNtp,
                typeP,
                0,
                0);
    }

    /** The same with something to be reflected. RFC 6038 §4.2. */
    public RequestTwSession reflecting(int octetsToReflect, int reflectedPadding) {
        return new RequestTwSession(
                ipVersion,
                confSender,
                confReceiver,
                scheduleSlots,
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
                octetsToReflect,
                reflectedPadding);
    }

    public static RequestTwSession read(WireReader in) throws MalformedMessage {
        CommandNumber.REQUEST_TW_SESSION.expect(in);
        var request = new RequestTwSession(
                in.u8() & 15, // the upper half is MBZ
                in.u8(),
                in.u8(),
                in.u32(),
                in.u32(),
                in.u16(),
                in.u16(),
                in.octets(16),
                in.octets(16),
                Sid.read(in),
                in.u32(),
                in.u64(),
                in.u64(),
                new TypeP(in.u32()),
                in.u16(),
                in.u16());
        in.skip(4); // MBZ
        return request;
    }

    @Override
    public void write(WireWriter out) {
        out.u8(CommandNumber.REQUEST_TW_SESSION.number())
                .u8(ipVersion)
                .u8(confSender)
                .u8(confReceiver);
        out.u32(scheduleSlots).u32(packets).u16(senderPort).u16(receiverPort);
        out.octets(senderAddress).octets(receiverAddress).octets(sid.octets());
        out.u32(paddingLength)
                .u64(startTimeNtp)
                .u64(timeoutNtp)
                .u32(typeP.bits())
                .u16(octetsToReflect)
                .u16(reflectedPadding)
                .zeros(4);
    }

    /** The sender's address in the length of its family, 4 or 16 octets. */
    public Octets senderIp() {
        return SessionFields.ip(ipVersion, senderAddress);
    }

    /** The receiver's address in the length of its family, 4 or 16 octets. */
    public Octets receiverIp() {
        return SessionFields.ip(ipVersion, receiverAddress);
    }
}
