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
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;
import org.waywiser.lab.peers.Laboratory;
import org.waywiser.protocol.ike.IkeSettings;

/** Both ends of one row, of which one begins. */
final class Encounter implements AutoCloseable {
    /** As charon abbreviates them in its log. */
    private static final Map<String, String> NOTIFIES = Map.of(
            "AUTH_FAILED", "AUTHENTICATION_FAILED",
            "NO_PROP", "NO_PROPOSAL_CHOSEN");

    private final Case row;
    private final Initiator initiator;
    private final Laboratory laboratory;
    private final Daemons daemons;
    private final Credentials credentials;
    private TheirSide they;
    private OurSide we;

    private Encounter(Case row, Initiator initiator, Laboratory laboratory, Daemons daemons) throws Exception {
        this.row = row;
        this.initiator = initiator;
        this.laboratory = laboratory;
        this.daemons = daemons;
        credentials = new Credentials(row);
        they = theirSide();
        we = ourSide();
    }

    static Encounter of(Case row, Initiator initiator, Laboratory laboratory, Daemons daemons) throws Exception {
        return new Encounter(row, initiator, laboratory, daemons);
    }

    private TheirSide theirSide() throws Exception {
        return TheirSide.of(daemons.get(row.daemon()), row, initiator, credentials);
    }

    private OurSide ourSide() throws Exception {
        return OurSide.of(row, initiator, credentials, laboratory);
    }

    /** Sets up the IKE SA and lets it take its course; the secrets that were alike, for the page. */
    String succeeds() throws Exception {
        IkeSecret sa = begin();
        String alike = compare(sa);
        switch (row.course()) {
            case DELETED_BY_INITIATOR, DELETED_BY_RESPONDER -> end(sa);
            case IKE_REKEYED_BY_US -> alike += succeeded(sa, () -> we.rekey(sa));
            case IKE_REKEYED_BY_THEM -> alike += succeeded(sa, they::rekey);
            case IKE_REKEYED_BY_BOTH -> alike += succeeded(sa, () -> atOnce(() -> we.rekey(sa), they::rekey));
            case REAUTHENTICATED_BY_US -> alike += succeeded(sa, () -> we.reauthenticate(sa));
            case REAUTHENTICATED_BY_THEM -> alike += succeeded(sa, they::reauthenticate);
            case CHILD_REKEYED_BY_US -> alike += withNewChild(sa, () -> we.rekeyChild(sa));
            case CHILD_REKEYED_BY_THEM -> alike += withNewChild(sa, they::rekeyChild);
            case CHILD_REKEYED_BY_BOTH ->
                alike += withNewChild(sa, () -> atOnce(() -> we.rekeyChild(sa), they::rekeyChild));
            case CHILD_REKEYED_IN_VAIN_BY_US -> alike += withOldChild(sa, () -> we.rekeyChild(sa));
            case CHILD_REKEYED_IN_VAIN_BY_THEM -> alike += withOldChild(sa, they::rekeyChild);
            case CHILD_DELETED_BY_US -> alike += withoutChild(() -> we.deleteChild(sa));
            case CHILD_DELETED_BY_THEM -> alike += withoutChild(they::deleteChild);
            case IDLE -> alike += keptAlive(sa);
            case WE_VANISH -> alike += missed();
            case WE_RESTART -> alike += succeeded(sa, this::weRestart);
            case STRONGSWAN_KILLED -> alike += noticedDead(sa);
            case STRONGSWAN_RESTARTS -> alike += succeeded(sa, this::strongSwanRestarts);
        }
        for (String pattern : row.seen()) they.log().await(pattern);
        return alike;
    }

    /** Another IKE SA takes the place of this one; what the ends have in common then. */
    private String succeeded(IkeSecret sa, Step replace) throws Exception {
        replace.run();
        IkeSecret now = settled(children(), next -> next.spiI() != sa.spiI());
        String alike = compare(now);
        end(now);
        return ", then " + alike;
    }

    private String withNewChild(IkeSecret sa, Runnable rekey) throws InterruptedException {
        List<Integer> before = we.children(sa);
        rekey.run();
        IkeSecret now = settled(1, next -> !we.children(next).equals(before));
        var _ = compare(now);
        end(now);
        return ", then KEYMAT";
    }

    /** Rekeys in vain; what was there before stays. */
    private String withOldChild(IkeSecret sa, Runnable rekey) throws InterruptedException {
        List<Integer> before = we.children(sa);
        rekey.run();
        String refusal = refusal(row.course().rekeys() == Initiator.WE);
        end(settled(1, next -> we.children(next).equals(before)));
        return ", then " + refusal;
    }

    private int children() {
        return row.esp().isPresent() ? 1 : 0;
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

    private String keptAlive(IkeSecret sa) throws InterruptedException {
        // the second, whether strongSwan has used 0 and 1 before or not
        they.log().await("parsed INFORMATIONAL response [13] \\[ ]");
        end(settled(0, next -> next.spiI() == sa.spiI()));
        return "";
    }

    private String missed() throws InterruptedException {
        try (var _ = laboratory.silence()) {
            we.close();
            they.log().await("sending DPD request");
            they.log().await("giving up after \\d retransmits");
        }
        await(they::hasNone, "strongSwan forgets us");
        return "";
    }

    /** We forget all, and come again with INITIAL_CONTACT: the peer forgets what was before. RFC 7296 §2.4. */
    private void weRestart() throws Exception {
        try (var _ = laboratory.silence()) {
            we.close();
        }
        we = ourSide();
        we.initiate().secret().wipe();
    }

    /** The same, the other way round. */
    private void strongSwanRestarts() throws Exception {
        they.kill();
        they = theirSide();
        they.initiate();
    }

    @FunctionalInterface
    private interface Step {
        void run() throws Exception;
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
        await(
                () -> {
                    List<IkeSecret> all = we.all();
                    return all.size() == 1
                            && wanted.test(all.getFirst())
                            && we.children(all.getFirst()).size() == children
                            && they.hasOnly(all.getFirst(), children);
                },
                "the ends agree on one SA");
        return we.all().getFirst();
    }

    private void await(BooleanSupplier condition, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not so: " + what + "; our SAs: "
                        + we.all().size() + they.log().tail());
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
        assertThat(sa.proposal()).isEqualTo(row.ike().accepted());
        assertThat(sa.localId()).isEqualTo("waywiser.lab.example");
        assertThat(sa.remoteId()).isEqualTo("charon.lab.example");
        they.log().await(row.proof().seenFor("waywiser.lab.example'"));
        they.log().await(row.proof().seenFor("charon.lab.example' \\(myself\\)"));
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
        boolean byThem = row.flaw().strongSwanRefuses(initiator);
        switch (initiator) {
            case WE -> {
                Throwable failure = catchThrowable(we::initiate);
                assertThat(failure).isInstanceOf(IkeFailure.class);
                for (String words : told()) assertThat(failure).hasMessageContaining(words);
            }
            case STRONGSWAN -> {
                assertThat(catchThrowable(they::initiate)).isInstanceOf(AssertionError.class);
                we.remarks().await(told());
            }
        }
        String refusal = refusal(byThem);
        // a responder that is refused has held the SA for a moment
        if (initiator == Initiator.STRONGSWAN && byThem) {
            we.happenings().deleted();
        }
        assertThat(we.all()).isEmpty();
        return refusal;
    }

    /** What our user has to be told: of proposals, those that are known here. */
    private List<String> told() {
        if (row.flaw() != Flaw.NO_COMMON_PROPOSAL) return List.of();
        return initiator == Initiator.WE
                ? List.of("NO_PROPOSAL_CHOSEN", row.ike().asked())
                : List.of(row.ike().asked(), row.ike().accepted());
    }

    /** The notify that refused something, who sent it and in what; it must have been that end. */
    private String refusal(boolean byThem) throws InterruptedException {
        List<String> seen = they.log()
                .await("(generating|parsed) (\\w+ re\\w+) \\d+ \\[ (?:.* )?N\\((" + String.join("|", NOTIFIES.keySet())
                        + ")\\)");
        assertThat(seen.getFirst()).isEqualTo(byThem ? "generating" : "parsed");
        return (byThem ? "strongSwan" : "we") + ": " + NOTIFIES.get(seen.get(2)) + " in " + seen.get(1);
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
