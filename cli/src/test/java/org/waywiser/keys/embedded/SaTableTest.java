package org.waywiser.keys.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.protocol.ike.IkeSaInfo;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.VerifiedPeer;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ike.AuthMethod;

@Rfc(value = 7296, section = "2.23")
class SaTableTest {
    private static final InetSocketAddress HERE = at("192.0.2.2", 4500);
    private static final InetSocketAddress NAT = at("203.0.113.1", 20_000);
    private static final InetSocketAddress NAT_LATER = at("203.0.113.77", 31_000);

    private final SaTable table = new SaTable();

    @Test
    void aPeerThatHasMovedIsFoundAtItsNewAddressWithTheSameSecret() {
        var before = table.established(sa(1));
        table.moved(1, 2, NAT_LATER);

        assertThat(table.newestWith(NAT.getAddress())).isEmpty();
        var after = table.newestWith(NAT_LATER.getAddress()).orElseThrow();
        assertThat(after.secret()).isEqualTo(before.secret());
        assertThat(after.peer()).isEqualTo(NAT_LATER.getAddress());
    }

    @Test
    void theNewestSaOfAPeerStaysTheNewestWhenAnOlderOneMovesToItsAddress() {
        table.established(sa(1));
        table.established(sa(3).at(NAT_LATER));
        table.moved(1, 2, NAT_LATER);

        assertThat(table.newestWith(NAT_LATER.getAddress()).orElseThrow().spiI())
                .isEqualTo(3);
    }

    @Test
    void anSaThatIsNotThereDoesNotMove() {
        table.moved(1, 2, NAT_LATER);

        assertThat(table.isEmpty()).isTrue();
    }

    /** draft-ietf-ippm-ipsec-01 §4.2. */
    @Test
    void bindsToTheSaOfANameUnlessTwoHaveItOrItsRolesAreSwapped() {
        long one = 0x1111_1111_0000_0001L;
        SaName name = SaName.ofIke(one, ~one);
        InetAddress peer = NAT.getAddress();
        table.established(sa(one, ~one));
        table.bind(peer, name).orElseThrow().close();

        assertThat(table.bind(peer, new SaName(SaName.IKE, name.spiR(), name.spiI())))
                .isEmpty();
        assertThat(table.bind(peer, new SaName(SaName.ESP, name.spiI(), name.spiR())))
                .isEmpty();
        assertThat(table.bind(HERE.getAddress(), name)).isEmpty();

        table.established(sa(one + 1, ~one));
        assertThat(table.bind(peer, name)).isEmpty();
    }

    private static IkeSaInfo sa(long spiI) {
        return sa(spiI, spiI + 1);
    }

    private static IkeSaInfo sa(long spiI, long spiR) {
        var peer = new VerifiedPeer(Identities.parse("peer.example"), AuthMethod.SHARED_KEY);
        return new IkeSaInfo(
                spiI,
                spiR,
                false,
                Optional.empty(),
                HERE,
                NAT,
                Identities.parse("here.example"),
                peer,
                Prf.HMAC_SHA2_256,
                "aes128gcm16-prfsha256-x25519",
                false,
                true,
                Secret.of(new byte[] {(byte) spiI}),
                Optional.of(Secret.of(new byte[] {7})),
                Secret.of(new byte[] {9}));
    }

    private static InetSocketAddress at(String host, int port) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }
}
