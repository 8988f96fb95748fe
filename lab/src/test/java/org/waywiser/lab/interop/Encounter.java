package org.waywiser.lab.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.embedded.Disclosed;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Laboratory;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;

/** Both ends of one row, ready for one of them to begin. */
final class Encounter implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** As charon abbreviates them in its log. */
    private static final Map<String, String> NOTIFIES = Map.of("AUTH_FAILED", "AUTHENTICATION_FAILED");

    private final Case row;
    private final Charon charon;
    private final EmbeddedIke ike;
    private final IkePolicy policy;
    private final Happenings happenings = new Happenings();

    private Encounter(Case row, Charon charon, EmbeddedIke ike, IkePolicy policy) {
        this.row = row;
        this.charon = charon;
        this.ike = ike;
        this.policy = policy;
        var _ = ike.listen(happenings);
    }

    static Encounter of(Case row, Laboratory laboratory, Charon charon) throws Exception {
        if (!charon.swanctl("--list-sas").isBlank()) charon.swanctl("--terminate", "--ike", "lab", "--force");
        charon.log().forget();
        var credentials = new Credentials(row);
        charon.load(credentials.connection(), credentials.files());
        var settings = IkeSettings.defaults(Optional.of(credentials.ours().answering()));
        var here = new InetSocketAddress(
                InetAddress.ofLiteral(row.way().here()), row.way().port());
        EmbeddedIke ike = laboratory.here().call(() -> EmbeddedIke.start(here, settings));
        return new Encounter(row, charon, ike, credentials.ours().towards(Credentials.THEIRS));
    }

    /** Sets up the IKE SA. */
    IkeSecret begin(Initiator initiator) throws Exception {
        try {
            if (initiator == Initiator.WE) return ike.establish(peer(), policy, PATIENCE);
        } catch (IkeFailure e) {
            throw new AssertionError(e.getMessage() + charon.log().tail(), e);
        }
        call();
        return happenings.established();
    }

    /** Does not set up an IKE SA; the notify that said so, and who sent it. */
    String beginInVain(Initiator initiator) throws InterruptedException {
        switch (initiator) {
            case WE ->
                assertThat(catchThrowable(() -> ike.establish(peer(), policy, PATIENCE)))
                        .isInstanceOf(IkeFailure.class);
            case STRONGSWAN -> assertThat(catchThrowable(this::call)).isInstanceOf(AssertionError.class);
        }
        List<String> seen = charon.log()
                .await("(generating|parsed) (\\w+ re\\w+) \\d+ \\[ (?:.* )?N\\((" + String.join("|", NOTIFIES.keySet())
                        + ")\\)");
        assertThat(ike.all()).isEmpty();
        return (seen.get(0).equals("generating") ? "strongSwan" : "we") + ": " + NOTIFIES.get(seen.get(2)) + " in "
                + seen.get(1);
    }

    /** Both ends hold the same SA with the same secrets. No key is ever printed, not even by a test that fails. */
    String compare(IkeSecret sa) throws InterruptedException {
        String spis = IkeSecret.spi(sa.spiI()) + "_i\\*? " + IkeSecret.spi(sa.spiR()) + "_r\\*?";
        Matcher listed =
                Pattern.compile("lab: #(\\d+), ESTABLISHED, IKEv2, " + spis).matcher(charon.swanctl("--list-sas"));
        assertThat(listed.find()).as("strongSwan lists the same SPIs").isTrue();
        int number = Integer.parseInt(listed.group(1));
        assertThat(charon.log().secret(number, "Sk_d secret").equals(Disclosed.skD(ike, sa)))
                .as("SK_d equals strongSwan's")
                .isTrue();
        assertThat(sa.proposal()).isEqualTo(row.ike());
        assertThat(sa.localId()).isEqualTo("waywiser.lab.example");
        assertThat(sa.remoteId()).isEqualTo("charon.lab.example");
        charon.log().await(row.seen());
        return "SK_d";
    }

    /** Ends the SA from one side and waits until the other has heard of it. */
    void end(IkeSecret sa, Initiator initiator) throws InterruptedException {
        boolean us = (initiator == Initiator.WE) == (row.end() == Case.End.INITIATOR);
        if (us) {
            ike.delete(sa.spiI(), sa.spiR());
            charon.log().await("IKE_SA deleted");
        } else {
            charon.swanctl("--terminate", "--ike", "lab");
            assertThat(happenings.deleted().spiI()).isEqualTo(sa.spiI());
        }
    }

    /** Leaves a half-open SA at strongSwan: our first message, repeated by a stranger. */
    void knockAndRun(Laboratory laboratory) throws Exception {
        laboratory.here().call(() -> {
            var nowhere = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 500);
            try (var nobody = new DatagramSocket(nowhere);
                    var stranger = new DatagramSocket();
                    var caller = EmbeddedIke.start(
                            new InetSocketAddress(nowhere.getAddress(), 0), IkeSettings.defaults(Optional.empty()))) {
                assertThat(catchThrowable(() -> caller.establish(nowhere, policy, Duration.ofMillis(1))))
                        .isInstanceOf(IkeFailure.class);
                var message = new DatagramPacket(new byte[2_000], 2_000);
                nobody.receive(message);
                message.setSocketAddress(peer());
                stranger.send(message);
            }
            return charon.log().await("parsed IKE_SA_INIT request 0");
        });
    }

    private InetSocketAddress peer() {
        return new InetSocketAddress(
                InetAddress.ofLiteral(row.way().thereAsSeen()), row.way().port());
    }

    private void call() {
        charon.swanctl("--initiate", "--ike", "lab", "--timeout", "10");
    }

    @Override
    public void close() {
        ike.close();
    }
}
