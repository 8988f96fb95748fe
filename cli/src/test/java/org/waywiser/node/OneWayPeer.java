package org.waywiser.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.waywiser.net.clock.WallClock;
import org.waywiser.net.tcp.ControlConnection;
import org.waywiser.net.udp.OneWaySenderRun;
import org.waywiser.net.udp.Pacing;
import org.waywiser.net.udp.UdpSocket;
import org.waywiser.protocol.control.ClientEffect;
import org.waywiser.protocol.control.ClientInput;
import org.waywiser.protocol.control.ControlClient;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.probe.OneWayConfig;
import org.waywiser.protocol.probe.OneWaySender;
import org.waywiser.protocol.probe.ProbeMode;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.NtpTimestamp;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.control.Accept;
import org.waywiser.wire.control.FetchSession;
import org.waywiser.wire.control.FetchedRecord;
import org.waywiser.wire.control.Modes;
import org.waywiser.wire.control.OwampStopSessions.Description;
import org.waywiser.wire.control.RequestSession;
import org.waywiser.wire.control.Sid;
import org.waywiser.wire.control.Slot;
import org.waywiser.wire.control.TypeP;

/** A client of an OWAMP Server that a test leads by the hand, in open mode. */
final class OneWayPeer implements AutoCloseable {
    static final Sid OURS = new Sid(Octets.hex("7f000001000000000000000000000009"));

    /** No longer than a busy machine needs: the records of the last Timeout are not kept. RFC 4656 §3.8. */
    private static final long TIMEOUT = NtpTimestamp.interval(2_000_000_000L);

    private final ClientConnection connection;

    OneWayPeer(InetSocketAddress server) throws IOException, InterruptedException {
        connection = new ClientConnection(
                ControlConnection.connect(server, Plans.LOOPBACK, 0, Duration.ofSeconds(10)),
                ControlClient.owamp(Profile.RFC7717, 32_768, new SecureRandom(), System.nanoTime()));
        next(ClientEffect.Greeted.class);
        connection.tell(new ClientInput.ChooseOpen(Modes.NONE));
        next(ClientEffect.Established.class);
    }

    void tell(ClientInput input) {
        connection.tell(input);
    }

    <T extends ClientEffect> T next(Class<T> type) throws InterruptedException {
        ClientEffect effect = connection.next();
        assertThat(effect).isInstanceOf(type);
        return type.cast(effect);
    }

    ClientEffect.SessionAccepted ask(RequestSession request) throws InterruptedException {
        tell(new ClientInput.OneWay.Request(request));
        return next(ClientEffect.SessionAccepted.class);
    }

    Accept askInVain(RequestSession request) throws InterruptedException {
        tell(new ClientInput.OneWay.Request(request));
        return next(ClientEffect.SessionRefused.class).accept();
    }

    void start() throws InterruptedException {
        tell(new ClientInput.Start());
        next(ClientEffect.Started.class);
    }

    /** Stop-Sessions of our side. */
    void end(Description... sent) {
        tell(new ClientInput.OneWay.End(Accept.OK, List.of(sent)));
    }

    /** Fetches all; {@link #records} then has to follow. */
    ClientEffect.OneWay.Fetching fetch(Sid sid) throws InterruptedException {
        return fetch(FetchSession.complete(sid));
    }

    ClientEffect.OneWay.Fetching fetch(FetchSession wanted) throws InterruptedException {
        tell(new ClientInput.OneWay.Fetch(wanted));
        return next(ClientEffect.OneWay.Fetching.class);
    }

    Accept fetchInVain(FetchSession wanted) throws InterruptedException {
        tell(new ClientInput.OneWay.Fetch(wanted));
        return next(ClientEffect.OneWay.FetchRefused.class).accept();
    }

    List<FetchedRecord> records() throws InterruptedException, MalformedMessage {
        var records = new ArrayList<FetchedRecord>();
        while (connection.next() instanceof ClientEffect.OneWay.Records(Octets octets)) {
            var in = WireReader.of(octets);
            while (in.remaining() > 0) records.add(FetchedRecord.read(in));
        }
        return records;
    }

    static UdpSocket socket() throws IOException {
        return UdpSocket.open(new InetSocketAddress(Plans.LOOPBACK, 0));
    }

    /** Sends all packets of a session. */
    static void send(RequestSession request, UdpSocket socket, InetSocketAddress receiver) {
        sending(request, socket, receiver).sent().join();
    }

    /** Begins to; takes the socket over. */
    static OneWaySenderRun sending(RequestSession request, UdpSocket socket, InetSocketAddress receiver) {
        var config = OneWayConfig.of(request, ProbeMode.OPEN, null);
        var session = new OneWaySender(config, 0, false, WallClock.system(), new SplittableRandom(1));
        return OneWaySenderRun.start(socket, receiver, session, 0, Pacing.SLEEPING);
    }

    /** What a test may want otherwise of a request. */
    static final class Wanted {
        boolean confSender;
        boolean confReceiver;
        long packets = 20;
        int senderPort;
        int receiverPort;
        Octets sender = Octets.zeros(16);
        Octets receiver = Octets.zeros(16);
        Sid sid = Sid.NONE;
        long padding;
        long startTime = WallClock.system().ntp();
        long timeout = TIMEOUT;
        TypeP typeP = TypeP.ofDscp(0);
        List<Slot> slots = List.of(new Slot(Slot.EXPONENTIAL, NtpTimestamp.interval(1_000_000)));
    }

    /** The Server is to receive twenty packets from that port, a millisecond apart on average, from now on. */
    static RequestSession toServer(int senderPort, Consumer<Wanted> changes) {
        var wanted = new Wanted();
        wanted.confReceiver = true;
        wanted.senderPort = senderPort;
        changes.accept(wanted);
        return request(wanted);
    }

    static RequestSession toServer(UdpSocket sender) throws IOException {
        return toServer(sender.localAddress().getPort(), _ -> {});
    }

    /** The Server is to send as many to that port. */
    static RequestSession fromServer(int receiverPort, Consumer<Wanted> changes) {
        var wanted = new Wanted();
        wanted.confSender = true;
        wanted.receiverPort = receiverPort;
        wanted.sid = OURS;
        changes.accept(wanted);
        return request(wanted);
    }

    static RequestSession fromServer(UdpSocket receiver) throws IOException {
        return fromServer(receiver.localAddress().getPort(), _ -> {});
    }

    private static RequestSession request(Wanted wanted) {
        return new RequestSession(
                4,
                wanted.confSender,
                wanted.confReceiver,
                wanted.packets,
                wanted.senderPort,
                wanted.receiverPort,
                wanted.sender,
                wanted.receiver,
                wanted.sid,
                wanted.padding,
                wanted.startTime,
                wanted.timeout,
                wanted.typeP,
                wanted.slots);
    }

    static Octets octets(InetAddress address) {
        return Octets.of(address.getAddress());
    }

    @Override
    public void close() {
        connection.close();
    }
}
