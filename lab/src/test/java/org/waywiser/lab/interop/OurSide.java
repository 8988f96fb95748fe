package org.waywiser.lab.interop;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.waywiser.keys.IkeSecret;
import org.waywiser.keys.embedded.Disclosed;
import org.waywiser.keys.embedded.EmbeddedIke;
import org.waywiser.keys.embedded.IkeFailure;
import org.waywiser.lab.peers.Laboratory;
import org.waywiser.lab.peers.Laboratory.Way;
import org.waywiser.protocol.ike.ChildPolicy;
import org.waywiser.protocol.ike.IkeInput;
import org.waywiser.protocol.ike.IkePolicy;
import org.waywiser.protocol.ike.IkeSettings;
import org.waywiser.protocol.ike.IkeSettings.Defence;
import org.waywiser.protocol.ike.IkeSettings.Retransmission;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.security.ike.IkeProposals;

/** Our engine in one row. */
final class OurSide implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** A peer that does not answer is gone after four seconds. */
    private static final Retransmission RETRANSMISSION =
            new Retransmission(Duration.ofMillis(100).toNanos(), 5);

    private final EmbeddedIke ike;
    private final IkePolicy policy;
    private final InetSocketAddress peer;
    private final Happenings happenings = new Happenings();
    private final Remarks remarks = new Remarks();

    private OurSide(EmbeddedIke ike, IkePolicy policy, InetSocketAddress peer) {
        this.ike = ike;
        this.policy = policy;
        this.peer = peer;
        var _ = ike.listen(happenings);
    }

    static OurSide of(Case row, Initiator initiator, Credentials credentials, Laboratory laboratory) throws Exception {
        Way way = row.way();
        var policy = new IkePolicy(
                credentials.authenticator(),
                credentials.verifier(),
                IkeProposals.parse(row.ike().of(initiator == Initiator.WE)),
                Optional.of(Credentials.THEIRS));
        if (row.esp().isPresent()) {
            String esp = row.esp().get().of(row.course().rekeys() == Initiator.WE);
            policy = policy.withChild(new ChildPolicy(ChildProposals.parse(esp)));
        }
        if (row.ppk()) policy = policy.withPpk(Credentials.ppk());
        if (row.course() == Course.WE_RESTART) policy = policy.withInitialContact();
        var settings = IkeSettings.defaults(Optional.of(policy))
                .withDefence(defence(row))
                .withRetransmission(RETRANSMISSION);
        var here = new InetSocketAddress(InetAddress.ofLiteral(way.here()), way.port());
        EmbeddedIke ike = laboratory.here().call(() -> EmbeddedIke.start(here, settings));
        return new OurSide(ike, policy, new InetSocketAddress(InetAddress.ofLiteral(way.thereAsSeen()), way.port()));
    }

    private static Defence defence(Case row) {
        Defence usual = Defence.DEFAULT;
        if (row.daemon() != Daemon.COOKIES) return usual;
        return new Defence(
                usual.halfOpenNanos(),
                usual.halfOpenUnderAttackNanos(),
                0,
                usual.cookiesFromOfSource(),
                usual.mostHalfOpen(),
                usual.mostHalfOpenOfSource(),
                usual.mostFailuresOfSource(),
                usual.mostOpen());
    }

    IkeSecret initiate() throws IkeFailure, InterruptedException {
        return ike.establish(peer, policy, PATIENCE);
    }

    Happenings happenings() {
        return happenings;
    }

    Remarks remarks() {
        return remarks;
    }

    void reauthenticate(IkeSecret sa) {
        Disclosed.ask(ike, new IkeInput.Reauthenticate(sa.spiI(), sa.spiR()));
    }

    void rekey(IkeSecret sa) {
        Disclosed.ask(ike, new IkeInput.Rekey(sa.spiI(), sa.spiR()));
    }

    void rekeyChild(IkeSecret sa) {
        Disclosed.ask(
                ike, new IkeInput.RekeyChild(sa.spiI(), sa.spiR(), children(sa).getFirst()));
    }

    void deleteChild(IkeSecret sa) {
        Disclosed.ask(
                ike, new IkeInput.DeleteChild(sa.spiI(), sa.spiR(), children(sa).getFirst()));
    }

    void checkLiveness(IkeSecret sa) {
        Disclosed.ask(ike, new IkeInput.CheckLiveness(sa.spiI(), sa.spiR()));
    }

    /** SPIs at this end. */
    List<Integer> children(IkeSecret sa) {
        return Disclosed.children(ike, sa);
    }

    void delete(IkeSecret sa) {
        ike.delete(sa.spiI(), sa.spiR());
    }

    List<IkeSecret> all() {
        return ike.all();
    }

    Secret skD(IkeSecret sa) {
        return Disclosed.skD(ike, sa);
    }

    Secret keymat(IkeSecret sa) {
        return Disclosed.keymat(ike, sa);
    }

    IkePolicy policy() {
        return policy;
    }

    InetSocketAddress peer() {
        return peer;
    }

    @Override
    public void close() {
        ike.close();
        remarks.close();
    }
}
