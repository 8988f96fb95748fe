package org.waywiser.lab.crash;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.udp.OneWaySenderRun;
import org.waywiser.net.udp.Pacing;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.protocol.probe.ProbeClock;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

/** A session to a Server, whose packets leave every five milliseconds; the sender notes when. */
final class StoringSession {
    private static final long GAP = NtpTimestamp.interval(5_000_000);

    /** Long: what is late on a busy machine is not lost. */
    private static final long TIMEOUT = NtpTimestamp.interval(10_000_000_000L);

    private final List<Long> sentNtp = Collections.synchronizedList(new ArrayList<>());
    private final StoringClient client;
    private final OneWaySenderRun sender;
    private final Sid sid;

    StoringSession(InetSocketAddress server) throws IOException {
        client = new StoringClient(server);
        var socket = UdpSocket.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        var request = request(socket.localAddress().getPort());
        client.tell(new ClientInput.OneWay.Request(request));
        var accepted = client.next(ClientEffect.SessionAccepted.class);
        sid = accepted.sid();
        client.tell(new ClientInput.Start());
        client.next(ClientEffect.Started.class);
        var session = new OneWaySender(
                OneWayConfig.of(request.withSid(sid), ProbeMode.OPEN, null),
                0,
                true,
                new Noting(),
                new SplittableRandom(1));
        var receiver = new InetSocketAddress(InetAddress.getLoopbackAddress(), accepted.port());
        sender = OneWaySenderRun.start(socket, receiver, session, 0, Pacing.SLEEPING);
    }

    /** Stamps packets, and notes with what. */
    private final class Noting implements ProbeClock {
        @Override
        public long ntp() {
            long now = WallClock.system().ntp();
            sentNtp.add(now);
            return now;
        }

        @Override
        public int errorEstimate() {
            return WallClock.system().errorEstimate();
        }
    }

    Sid sid() {
        return sid;
    }

    /** Says Stop-Sessions, and waits for nothing. */
    void end() throws IOException {
        client.tell(
                new ClientInput.OneWay.End(Accept.OK, List.of(new Description(sid, sentNtp.size() + 100L, List.of()))));
    }

    /** Sends no more. @return when each packet was sent */
    List<Long> abandon() {
        client.close();
        sender.stop();
        sender.sent().join();
        return List.copyOf(sentNtp);
    }

    private static RequestSession request(int port) {
        return new RequestSession(
                4,
                false,
                true,
                100_000,
                port,
                0,
                Octets.zeros(16),
                Octets.zeros(16),
                Sid.NONE,
                0,
                WallClock.system().ntp() + NtpTimestamp.interval(100_000_000),
                TIMEOUT,
                TypeP.ofDscp(0),
                List.of(new Slot(Slot.FIXED, GAP)));
    }
}
