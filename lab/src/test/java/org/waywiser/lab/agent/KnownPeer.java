package org.waywiser.lab.agent;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.waywiser.protocol.ike.ChildSaInfo;
import org.waywiser.protocol.ike.IkeEffect;
import org.waywiser.protocol.ike.IkeEndpoint;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSaInfo;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.security.ike.DhKeyPair;
import org.waywiser.security.ike.EphemeralKeyPairs;
import org.waywiser.security.ike.InvalidPublicValue;
import org.waywiser.security.ike.Prf;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.Nonce;

/** The other end of an IKE SA in the test's own process, so that the test knows what the SA's keys are. Answers one peer, on loopback. */
final class KnownPeer implements AutoCloseable {
    private final DatagramChannel channel = DatagramChannel.open();
    private final InetSocketAddress address;
    private final IkeEndpoint endpoint;
    private final CompletableFuture<IkeSaInfo> established = new CompletableFuture<>();
    private final CompletableFuture<ChildSaInfo> child = new CompletableFuture<>();
    private final List<byte[]> nonces = new ArrayList<>();
    private volatile Secret agreed = Secret.owning(new byte[0]);

    KnownPeer(IkePolicy policy) throws IOException {
        channel.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        address = (InetSocketAddress) channel.getLocalAddress();
        var random = new SecureRandom();
        var keyPairs = new EphemeralKeyPairs(random);
        endpoint = new IkeEndpoint(
                IkeSettings.defaults(Optional.of(policy)),
                random,
                group -> new Remembering(keyPairs.generate(group)),
                InstantSource.system());
        Thread.ofPlatform().daemon().name("known-peer").start(this::run);
    }

    /** A key pair whose shared secret the test comes to know. */
    private final class Remembering implements DhKeyPair {
        private final DhKeyPair pair;

        Remembering(DhKeyPair pair) {
            this.pair = pair;
        }

        @Override
        public DhGroup group() {
            return pair.group();
        }

        @Override
        public Octets publicValue() {
            return pair.publicValue();
        }

        @Override
        public Secret agree(Octets peerValue) throws InvalidPublicValue {
            Secret shared = pair.agree(peerValue);
            agreed = shared.copy();
            return shared;
        }
    }

    int port() {
        return address.getPort();
    }

    CompletableFuture<IkeSaInfo> established() {
        return established;
    }

    /** The one that comes with the SA. */
    CompletableFuture<ChildSaInfo> child() {
        return child;
    }

    /** SKEYSEED = prf(Ni | Nr, g^ir). RFC 7296 §2.14. */
    byte[] skeyseed(Prf prf) {
        return prf.apply(Secret.of(nonces()), agreed.toByteArray()).toByteArray();
    }

    /** Ni | Nr. */
    byte[] nonces() {
        return Octets.of(nonces.get(0)).concat(Octets.of(nonces.get(1))).toByteArray();
    }

    private void run() {
        var buffer = ByteBuffer.allocate(65_535);
        try {
            while (true) {
                buffer.clear();
                var from = (InetSocketAddress) channel.receive(buffer);
                byte[] octets = new byte[buffer.flip().remaining()];
                buffer.get(octets);
                keepNonce(octets);
                for (var effect :
                        endpoint.on(new IkeInput.Received(Octets.of(octets), from, address), System.nanoTime())) {
                    if (effect instanceof IkeEffect.Send(var answer, var _, var to)) {
                        keepNonce(answer.toByteArray());
                        channel.send(ByteBuffer.wrap(answer.toByteArray()), to);
                    }
                    if (effect instanceof IkeEffect.Established(var sa, var _)) established.complete(sa);
                    if (effect instanceof IkeEffect.ChildEstablished(var _, var _, var made)) child.complete(made);
                }
            }
        } catch (AsynchronousCloseException e) {
            // closed by the test
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of IKE_SA_INIT, which goes in the clear behind a non-ESP marker. */
    private void keepNonce(byte[] datagram) {
        if (nonces.size() == 2) return;
        try {
            Octets message = Octets.of(datagram);
            IkeMessage.read(message.slice(4, message.length()).toByteArray())
                    .first(Nonce.class)
                    .ifPresent(nonce -> nonces.add(nonce.data().toByteArray()));
        } catch (MalformedMessage e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
