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
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;
import org.waywiser.lab.peers.Charon;
import org.waywiser.lab.peers.Laboratory;
import org.waywiser.protocol.ike.IkeSettings;

/** Both ends of one row, of which one begins. */
final class Encounter implements AutoCloseable {
    /** As charon abbreviates them in its log. */
    private static final Map<String, String> NOTIFIES = Map.of("AUTH_FAILED", "AUTHENTICATION_FAILED");

    private final Case row;
    private final Initiator initiator;
    private final Laboratory laboratory;
    private final TheirSide they;
    private final OurSide we;

    private Encounter(Case row, Initiator initiator, Laboratory laboratory, TheirSide they, OurSide we) {
        this.laboratory = laboratory;
        this.row = row;
        this.initiator = initiator;
        this.they = they;
        this.we = we;
    }

    static Encounter of(Case row, Initiator initiator, Laboratory laboratory, Charon charon) throws Exception {
        var credentials = new Credentials(row);
        var they = TheirSide.of(charon, row, credentials);
        return new Encounter(row, initiator, laboratory, they, OurSide.of(row, credentials, laboratory));
    }

    /** Sets up the IKE SA and lets it take its course; the secrets that were alike, for the page. */
    String succeeds() throws Exception {
        IkeSecret sa = begin();
        String alike = compare(sa);
        switch (row.course()) {
            case DELETED_BY_INITIATOR, DELETED_BY_RESPONDER -> end(sa);
            case IKE_REKEYED_BY_US -> alike += afterwards(sa, () -> we.rekey(sa));
            case IKE_REKEYED_BY_THEM -> alike += afterwards(sa, they::rekey);
            case IKE_REKEYED_BY_BOTH -> alike += afterwards(sa, () -> atOnce(() -> we.rekey(sa), they::rekey));
            case CHILD_REKEYED_BY_US -> alike += afterwards(sa, () -> we.rekeyChild(sa));
            case CHILD_REKEYED_BY_THEM -> alike += afterwards(sa, they::rekeyChild);
            case CHILD_REKEYED_BY_BOTH ->
                alike += afterwards(sa, () -> atOnce(() -> we.rekeyChild(sa), they::rekeyChild));
            case CHILD_DELETED_BY_US -> alike += withoutChild(() -> we.deleteChild(sa));
            case CHILD_DELETED_BY_THEM -> alike += withoutChild(they::deleteChild);
            case STRONGSWAN_KILLED -> alike += noticedDead(sa);
        }
        return alike;
    }

    /** Rekeys; what the successors have in common. */
    private String afterwards(IkeSecret sa, Runnable rekey) throws InterruptedException {
        List<Integer> children = we.children(sa);
        rekey.run();
        boolean ike = row.esp().isEmpty();
        IkeSecret now = settled(
                row.esp().isPresent() ? 1 : 0,
                next -> ike ? next.spiI() != sa.spiI() : !we.children(next).equals(children));
        String alike = compare(now);
        end(now);
        return ike ? ", then " + alike : ", then KEYMAT";
    }

    private String withoutChild(Runnable delete) throws InterruptedException {
        delete.run();
        end(settled(0, next -> we.children(next).isEmpty()));
        return "";
    }

    private String noticedDead(IkeSecret sa) throws InterruptedException {
        they.kill();
        we.checkLiveness(sa);
        we.happenings().awaitDeleted(sa);
        return "";
    }

    /** Both begin before either hears of the other. RFC 7296 §2.8.1, §2.8.2. */
    private void atOnce(Runnable ours, Runnable theirs) {
        try (var silence = laboratory.silence()) {
            ours.run();
            theirs.run();
            silence.awaitLoss();
        }
    }

    /** Waits until both ends hold one IKE SA, the same, with that many children, and it is the one that is waited for. */
    private IkeSecret settled(int children, Predicate<IkeSecret> wanted) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            List<IkeSecret> all = we.all();
            if (all.size() == 1) {
                IkeSecret sa = all.getFirst();
                if (wanted.test(sa) && we.children(sa).size() == children && they.hasOnly(sa, children)) return sa;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the ends do not agree on one SA; ours: " + all.size()
                        + they.log().tail());
            }
        }
    }

    private IkeSecret begin() throws InterruptedException {
        try {
            if (initiator == Initiator.WE) return we.initiate();
        } catch (IkeFailure e) {
            throw new AssertionError(e.getMessage() + they.log().tail(), e);
        }
        they.initiate();
        return we.happenings().established();
    }

    /** Both ends hold the same SA with the same secrets. No key is ever printed, not even by a test that fails. */
    private String compare(IkeSecret sa) throws InterruptedException {
        assertThat(they.skD(sa).equals(we.skD(sa)))
                .as("SK_d equals strongSwan's")
                .isTrue();
        assertThat(sa.proposal()).isEqualTo(row.ike());
        assertThat(sa.localId()).isEqualTo("waywiser.lab.example");
        assertThat(sa.remoteId()).isEqualTo("charon.lab.example");
        they.log().await(row.proof().seenFor("waywiser.lab.example'"));
        they.log().await(row.proof().seenFor("charon.lab.example' \\(myself\\)"));
        for (String pattern : row.seen()) they.log().await(pattern);
        if (row.esp().isEmpty()) return "SK_d";
        assertThat(they.keymat().equals(we.keymat(sa)))
                .as("KEYMAT equals strongSwan's")
                .isTrue();
        return "SK_d, KEYMAT";
    }

    /** Ends the SA from one side and waits until the other has heard of it. */
    private void end(IkeSecret sa) throws InterruptedException {
        switch (row.course().ends(initiator)) {
            case WE -> {
                we.delete(sa);
                they.log().await("IKE_SA deleted");
            }
            case STRONGSWAN -> {
                they.terminate();
                we.happenings().awaitDeleted(sa);
            }
        }
    }

    /** Does not set up an IKE SA; the notify that said so, who sent it and in what. */
    String fails() throws InterruptedException {
        switch (initiator) {
            case WE -> assertThat(catchThrowable(we::initiate)).isInstanceOf(IkeFailure.class);
            case STRONGSWAN -> assertThat(catchThrowable(they::initiate)).isInstanceOf(AssertionError.class);
        }
        List<String> seen = they.log()
                .await("(generating|parsed) (\\w+ re\\w+) \\d+ \\[ (?:.* )?N\\((" + String.join("|", NOTIFIES.keySet())
                        + ")\\)");
        assertThat(seen.getFirst()).isEqualTo(row.flaw().strongSwanRefuses(initiator) ? "generating" : "parsed");
        // a responder that is refused has held the SA for a moment
        if (initiator == Initiator.STRONGSWAN && row.flaw().strongSwanRefuses(initiator)) {
            we.happenings().deleted();
        }
        assertThat(we.all()).isEmpty();
        String refuses = row.flaw().strongSwanRefuses(initiator) ? "strongSwan" : "we";
        return refuses + ": " + NOTIFIES.get(seen.get(2)) + " in " + seen.get(1);
    }

    /** Leaves a half-open SA at strongSwan: our first message, repeated by a stranger. */
    void knockAndRun() throws Exception {
        var _ = laboratory.here().call(() -> {
            var nowhere = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 500);
            try (var nobody = new DatagramSocket(nowhere);
                    var stranger = new DatagramSocket();
                    var caller = EmbeddedIke.start(
                            new InetSocketAddress(nowhere.getAddress(), 0), IkeSettings.defaults(Optional.empty()))) {
                assertThat(catchThrowable(() -> caller.establish(nowhere, we.policy(), Duration.ofMillis(1))))
                        .isInstanceOf(IkeFailure.class);
                var message = new DatagramPacket(new byte[2_000], 2_000);
                nobody.receive(message);
                message.setSocketAddress(we.peer());
                stranger.send(message);
            }
            return they.log().await("parsed IKE_SA_INIT request 0");
        });
    }

    @Override
    public void close() {
        we.close();
    }
}
