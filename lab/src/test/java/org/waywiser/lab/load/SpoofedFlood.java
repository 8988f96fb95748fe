package org.waywiser.lab.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.waywiser.protocol.ike.IkeEffect;
import org.waywiser.protocol.ike.IkeEndpoint;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.ike.EphemeralKeyPairs;

/**
 * IKE_SA_INIT requests of as many initiators from sources in 127.0.0.0/8, none of which goes on with what it gets. Answers are
 * awaited, so that no socket buffer drops what the responder shall bear.
 */
final class SpoofedFlood implements Callable<SpoofedFlood.Result> {
    /** Requests of one source in a row; fits into any socket buffer. */
    private static final int BATCH = 10;

    /** Zero octets before a message off port 500; then comes the SPI of the initiator. */
    private static final int MARKER = 4;

    private static final int LONGEST = 2_048;
    private static final int PATIENCE_MILLIS = 10_000;

    /** How many octets it took to get how many answers of how many octets. */
    record Result(long requests, long asked, long answers, long answered) {}

    private final InetSocketAddress target;
    private final int sources;
    private final CountDownLatch underWay = new CountDownLatch(1);
    private final SplittableRandom random = new SplittableRandom(1);
    private final byte[] template;

    /** Requests such as a genuine initiator with this policy would send. */
    SpoofedFlood(InetSocketAddress target, int sources, IkePolicy policy) {
        this.target = target;
        this.sources = sources;
        var dh = new EphemeralKeyPairs(new SecureRandom());
        var initiator = new IkeEndpoint(IkeSettings.defaults(Optional.empty()), random, dh, InstantSource.system());
        var local = new InetSocketAddress(target.getAddress(), 1);
        var sent =
                initiator.on(new IkeInput.Initiate(1, local, target, policy), 0).getFirst();
        template = ((IkeEffect.Send) sent).octets().toByteArray();
    }

    /** Waits until a tenth of the sources have sent. */
    void awaitUnderWay() throws InterruptedException {
        underWay.await();
    }

    @Override
    public Result call() throws IOException {
        long answers = 0;
        long answered = 0;
        byte[] buffer = new byte[LONGEST];
        for (int i = 0; i < sources; i++) {
            if (i == sources / 10) underWay.countDown();
            var source = InetAddress.getByAddress(new byte[] {127, 7, (byte) (i >>> 8), (byte) i});
            try (var socket = new DatagramSocket(new InetSocketAddress(source, 0))) {
                socket.setSoTimeout(PATIENCE_MILLIS);
                for (int k = 0; k < BATCH; k++) socket.send(request());
                for (int k = 0; k < BATCH; k++) {
                    var answer = new DatagramPacket(buffer, buffer.length);
                    try {
                        socket.receive(answer);
                    } catch (SocketTimeoutException e) {
                        break;
                    }
                    answers++;
                    answered += answer.getLength();
                }
            }
        }
        long requests = (long) sources * BATCH;
        return new Result(requests, requests * template.length, answers, answered);
    }

    /** Of one more initiator, by its SPI. */
    private DatagramPacket request() {
        byte[] octets = template.clone();
        ByteBuffer.wrap(octets).putLong(MARKER, random.nextLong() | 1L << 62);
        return new DatagramPacket(octets, octets.length, target);
    }
}
