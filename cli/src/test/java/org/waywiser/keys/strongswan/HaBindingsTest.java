package org.waywiser.keys.strongswan;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.security.binding.RootKind;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ha.HaMessage;

/** Which SA of strongSwan a connection is bound to. draft-ietf-ippm-ipsec-01 §4.2. */
class HaBindingsTest {
    private static final String THERE = "c0000202";
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.2");

    private final VirtualTime time = new VirtualTime();
    private final HaTable table = new HaTable(Optional.empty());
    private final Bindings bindings = new Bindings(table);

    @Test
    void namesChildrenByTheInitiatorOfTheirExchange() throws MalformedMessage {
        establish(1);
        on(MadeUp.childAdd(1, 0x10, 0x20).cbc());
        assertThat(bound(RootKind.IPSEC_SA).sa().name()).isEqualTo(new SaName(SaName.ESP, 0x10, 0x20));

        on(MadeUp.childOfPeer(1, 0x11, 0x21).cbc());
        assertThat(bound(RootKind.IPSEC_SA).sa().name()).isEqualTo(new SaName(SaName.ESP, 0x21, 0x11));
    }

    @Test
    void bindsToTheNewestSaThatIsFitForTheProfile() throws MalformedMessage {
        establish(1);
        on(MadeUp.childAdd(1, 0x10, 0x20).cbc());
        on(MadeUp.childAdd(1, 0x11, 0x21).u16(21, 20).u16(22, 256));

        assertThat(bound(RootKind.IKE_SA).sa().name()).isEqualTo(SaName.ofIke(1, ~1));
        assertThat(bound(RootKind.IPSEC_SA).sa().spiIText()).isEqualTo("00000011");
        assertThat(bindings.newest(PEER, Profile.DRAFT_ALT2, RootKind.IPSEC_SA)
                        .orElseThrow()
                        .sa()
                        .proposal())
                .isEqualTo("aes128-sha256-noesn");
    }

    @Test
    void bindsToTheSaOfANameUnlessTwoHaveIt() throws MalformedMessage {
        long one = 0x1111_1111_0000_0001L;
        long other = 0x1111_1111_0000_0002L;
        SaName name = SaName.ofIke(one, ~one);
        establish(one);
        assertThat(bindings.named(PEER, name)).isPresent();
        assertThat(bindings.named(InetAddress.ofLiteral("192.0.2.3"), name)).isEmpty();

        establish(other);
        assertThat(bindings.named(PEER, name)).isEmpty();
    }

    /** With the keys of the SA itself a connection to swapped SPIs would even succeed. */
    @Test
    void swappedSpisNameNothing() throws MalformedMessage {
        establish(1L << 32);
        on(MadeUp.childAdd(1L << 32, 0x10, 0x20).cbc());
        SaName ike = SaName.ofIke(1L << 32, ~(1L << 32));
        SaName esp = new SaName(SaName.ESP, 0x10, 0x20);

        for (SaName name : List.of(ike, esp)) {
            assertThat(bindings.named(PEER, name)).isPresent();
            assertThat(bindings.named(PEER, new SaName(name.protocol(), name.spiR(), name.spiI())))
                    .isEmpty();
        }
        assertThat(bindings.named(PEER, new SaName(SaName.AH, 0x10, 0x20))).isEmpty();
        assertThat(bindings.named(PEER, new SaName(SaName.ESP, ike.spiI(), ike.spiR())))
                .isEmpty();
    }

    /** AES-128 and HMAC-SHA2-256, of which the SA towards the responder comes first in KEYMAT. RFC 7296 §2.17. */
    @Test
    void alternative2HasTheKeysOfTheSaThatTheResponderReceivesOn() throws Exception {
        establish(1);
        on(MadeUp.childAdd(1, 0x10, 0x20).cbc());
        HeldChild child = table.usable()
                .findFirst()
                .orElseThrow()
                .line
                .children
                .values()
                .iterator()
                .next();

        SaBinding bound =
                bindings.newest(PEER, Profile.DRAFT_ALT2, RootKind.IPSEC_SA).orElseThrow();
        var own = ((SaKeys.Own) bound.keys(Profile.DRAFT_ALT2, Octets.EMPTY, 0)).keys();

        assertThat(own.aes()).isEqualTo(child.keymat().slice(0, 16));
        assertThat(own.hmac()).isEqualTo(child.keymat().slice(16, 48));
    }

    @Test
    void aBindingTellsWhetherItsSaIsThere() throws Exception {
        establish(1);
        on(MadeUp.childAdd(1, 0x10, 0x20).cbc());
        SaBinding ike = bound(RootKind.IKE_SA);
        SaBinding child = bound(RootKind.IPSEC_SA);
        on(MadeUp.ikeRekey(2, 1));
        on(MadeUp.delete(1));
        on(MadeUp.ikeUpdate(2, THERE));
        assertThat(ike.alive()).isFalse();
        assertThat(child.alive()).isTrue();

        on(MadeUp.childDelete(2, 0x10));
        assertThat(child.alive()).isFalse();
    }

    @Test
    void findsAPeerByEachOfItsAddressesAndByWhatChildrenCarry() throws MalformedMessage {
        on(MadeUp.ikeAdd(1));
        on(MadeUp.ikeUpdate(1, THERE)
                .address(13, Octets.hex("c6336401"))
                .address(13, Octets.hex("20010db8000000000000000000000001")));
        on(MadeUp.of(MadeUp.IKE_UPDATE).id(1).address(12, Octets.hex("0a000001")));
        on(MadeUp.childAdd(1, 0x10, 0x20).cbc().selector(32, Octets.hex("0a010000"), Octets.hex("0a01ffff")));

        for (String address : List.of("192.0.2.2", "198.51.100.1", "2001:db8::1", "10.0.0.1", "10.1.2.3")) {
            assertThat(Bindings.with(InetAddress.ofLiteral(address), table)).hasSize(1);
        }
        for (String address : List.of("192.0.2.1", "10.2.0.0", "10.0.255.255", "2001:db8::2")) {
            assertThat(Bindings.with(InetAddress.ofLiteral(address), table)).isEmpty();
        }
    }

    @Test
    void tellsSeveralPeersApart() throws MalformedMessage {
        establish(1);
        on(MadeUp.ikeAdd(2));
        on(MadeUp.ikeUpdate(2, "20010db8000000000000000000000002"));

        assertThat(Bindings.with(PEER, table))
                .extracting(sa -> sa.told.id().spiI())
                .containsExactly(1L);
        assertThat(Bindings.with(InetAddress.ofLiteral("2001:db8::2"), table))
                .extracting(sa -> sa.told.id().spiI())
                .containsExactly(2L);
    }

    private void establish(long spiI) throws MalformedMessage {
        on(MadeUp.ikeAdd(spiI));
        on(MadeUp.ikeUpdate(spiI, THERE));
    }

    private void on(MadeUp message) throws MalformedMessage {
        on(message.message());
    }

    private void on(HaMessage message) {
        table.on(message, time.now());
    }

    private SaBinding bound(RootKind root) {
        return bindings.newest(PEER, Profile.DRAFT, root).orElseThrow();
    }
}
