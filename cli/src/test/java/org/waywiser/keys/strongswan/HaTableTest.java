package org.waywiser.keys.strongswan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.RootKind;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ha.HaField;
import org.waywiser.wire.ha.HaMessage;

/** Orders of messages, and SAs, that the recorded run does not have. */
@Rfc(value = 7296, section = "2.8")
class HaTableTest {
    private static final String THERE = "c0000202";
    private static final InetAddress PEER = InetAddress.ofLiteral("192.0.2.2");

    private final VirtualTime time = new VirtualTime();
    private final HaTable table = new HaTable(Optional.empty());
    private final Bindings bindings = new Bindings(table);

    @Test
    void anSaCountsOnceItsEndsHaveProvedWhoTheyAre() throws MalformedMessage {
        assertThat(on(MadeUp.ikeAdd(1))).isEmpty();
        assertThat(spis()).isEmpty();

        // about its virtual addresses alone
        on(MadeUp.of(MadeUp.IKE_UPDATE).id(1).address(12, Octets.hex("0a000001")));
        assertThat(spis()).isEmpty();

        assertThat(on(MadeUp.ikeUpdate(1, THERE))).hasAtLeastOneElementOfType(HaEvent.Established.class);
        assertThat(spis()).containsExactly(1L);
    }

    @Test
    void anSaThatIsRekeyedGoesWhenItsSuccessorCounts() throws MalformedMessage {
        establish(1);
        on(MadeUp.ikeRekey(2, 1));
        on(MadeUp.delete(1));
        // strongSwan says the end of the one first: there is no moment without
        assertThat(spis()).containsExactly(1L);

        assertThat(on(MadeUp.ikeUpdate(2, THERE)))
                .hasAtLeastOneElementOfType(HaEvent.Established.class)
                .hasAtLeastOneElementOfType(HaEvent.Deleted.class);
        assertThat(spis()).containsExactly(2L);
    }

    @Test
    void anSaGoesAfterAllIfItsSuccessorFails() throws MalformedMessage {
        establish(1);
        on(MadeUp.ikeRekey(2, 1));
        on(MadeUp.delete(1));
        on(MadeUp.delete(2));

        assertThat(spis()).isEmpty();
    }

    @Test
    @Rfc(value = 7296, section = "2.8.2")
    void ofTwoRekeysAtOnceOneIsLeft() throws MalformedMessage {
        establish(1);
        on(MadeUp.ikeRekey(2, 1));
        on(MadeUp.ikeRekey(3, 1));
        on(MadeUp.delete(1));
        on(MadeUp.ikeUpdate(3, THERE));

        assertThat(spis()).containsExactly(3L);
        on(MadeUp.delete(3));
        assertThat(on(MadeUp.ikeUpdate(2, THERE)).toString()).contains("from before this process");
        assertThat(spis()).isEmpty();
    }

    @Test
    void aSuccessorNeedsNoPredecessorThatIsKnown() throws MalformedMessage {
        on(MadeUp.ikeRekey(2, 1));
        on(MadeUp.delete(1));
        on(MadeUp.ikeUpdate(2, THERE));

        assertThat(spis()).containsExactly(2L);
    }

    @Test
    void childrenLiveOnWithTheSuccessorAndEndUnderItsName() throws MalformedMessage {
        establish(1);
        on(MadeUp.childAdd(1, 0x10, 0x20).cbc());
        on(MadeUp.ikeRekey(2, 1));
        on(MadeUp.delete(1));
        on(MadeUp.ikeUpdate(2, THERE));
        assertThat(children()).containsExactly(0x10);

        on(MadeUp.childAdd(2, 0x11, 0x21).cbc());
        on(MadeUp.childDelete(2, 0x10));
        assertThat(children()).containsExactly(0x11);
    }

    /** strongSwan does not tell which child takes the place of which. */
    @Test
    void aChildThatCarriesWhatAnotherDoesTakesItsPlace() throws MalformedMessage {
        establish(1);
        assertThat(rekeyings(on(carrying(1, "0a010000", 0x10, 0x20)))).isEmpty();
        assertThat(rekeyings(on(carrying(1, "0a020000", 0x11, 0x21))))
                .as("another network")
                .isEmpty();

        on(MadeUp.ikeRekey(2, 1));
        on(MadeUp.delete(1));
        assertThat(rekeyings(on(MadeUp.ikeUpdate(2, THERE)))).containsExactly("IKE 1 2");
        assertThat(rekeyings(on(carrying(2, "0a010000", 0x12, 0x22)))).containsExactly("ESP 10 12");
        assertThat(rekeyings(on(carrying(2, "0a010000", 0x13, 0x23)))).containsExactly("ESP 12 13");
    }

    private static MadeUp carrying(long spiI, String network, int inbound, int outbound) {
        return MadeUp.childAdd(spiI, inbound, outbound)
                .cbc()
                .selector(32, Octets.hex(network), Octets.hex(network.substring(0, 4) + "ffff"));
    }

    private static List<String> rekeyings(List<HaEvent> events) {
        return events.stream()
                .filter(HaEvent.Rekeyed.class::isInstance)
                .map(event -> ((HaEvent.Rekeyed) event).rekeying())
                .map(r -> r.protocolName() + " " + Long.toHexString(r.oldSpiI()) + " " + Long.toHexString(r.spiI()))
                .toList();
    }

    @Test
    void theEndOfAChildThatNobodyToldOfIsNoHarm() throws MalformedMessage {
        establish(1);

        assertThat(on(MadeUp.childDelete(1, 0x10))).isEmpty();
        assertThat(on(MadeUp.childDelete(7, 0x10))).isEmpty();
        assertThat(on(MadeUp.delete(7))).isEmpty();
    }

    @Test
    void keysAreWipedWithTheirSa() throws MalformedMessage {
        establish(1);
        on(MadeUp.childAdd(1, 0x10, 0x20).cbc());
        HeldSa sa = table.named(1, ~1).orElseThrow();
        IkeRoots roots = sa.roots().orElseThrow();
        Secret keymat = Objects.requireNonNull(sa.line.children.get(0x10)).keymat();

        on(MadeUp.delete(1));

        for (Secret secret : List.of(roots.skeyseed().orElseThrow(), roots.skD(), roots.ippm(), keymat)) {
            assertThatThrownBy(secret::toByteArray).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void withStrongSwanItsSasGo() throws MalformedMessage {
        establish(1);
        establish(2);
        on(MadeUp.ikeAdd(3));

        assertThat(table.forgetAll()).hasAtLeastOneElementOfType(HaEvent.Deleted.class);
        assertThat(spis()).isEmpty();
        on(MadeUp.ikeUpdate(3, THERE));
        assertThat(spis()).isEmpty();
    }

    @Test
    void whatNobodyProvesIsForgottenInTheEnd() throws MalformedMessage {
        on(MadeUp.ikeAdd(1));
        time.advance(Duration.ofMinutes(10));
        table.expire(time.now());
        on(MadeUp.ikeUpdate(1, THERE));

        assertThat(spis()).isEmpty();
    }

    @Test
    void isToldOnceOfSasThatAreOlder() throws MalformedMessage {
        assertThat(on(MadeUp.ikeUpdate(1, THERE)).toString()).contains("--ha-resync");
        assertThat(on(MadeUp.ikeUpdate(2, THERE))).isEmpty();
    }

    @Test
    void whatAResyncBringsHasNotBeenWatchedAndItsSuccessorHas() throws MalformedMessage {
        table.resync(time.now());
        establish(1);
        assertThat(bound(RootKind.IKE_SA).sa().watched()).isFalse();

        on(MadeUp.ikeRekey(2, 1));
        on(MadeUp.delete(1));
        on(MadeUp.ikeUpdate(2, THERE));
        assertThat(bound(RootKind.IKE_SA).sa().watched()).isTrue();

        time.advance(Duration.ofSeconds(30));
        establish(3);
        assertThat(bound(RootKind.IKE_SA).sa().watched()).isTrue();
    }

    @Test
    void whatIsToldAgainIsTheSame() throws Exception {
        establish(1);
        SaBinding before = bound(RootKind.IKE_SA);
        establish(1);

        assertThat(before.alive()).isTrue();
        assertThat(spis()).containsExactly(1L);
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void additionalKeyExchangesAreRefused(int version) throws MalformedMessage {
        // made up from strongSwan's sources: no daemon of these versions was at hand
        var nonce = Octets.hex("11223344556677889900");
        on(MadeUp.of(version, MadeUp.IKE_ADD)
                .id(1)
                .u16(20, 5)
                .chunk(15, nonce)
                .chunk(16, nonce)
                .chunk(17, nonce)
                .chunk(18, nonce));

        assertThat(on(MadeUp.of(version, MadeUp.IKE_UPDATE)
                                .id(1)
                                .identity(4, "there.example")
                                .address(7, Octets.hex(THERE)))
                        .toString())
                .contains("additional key exchanges (RFC 9370)");
        assertThat(spis()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5})
    void childrenOfAdditionalKeyExchangesAreRefused(int version) throws MalformedMessage {
        establish(1);
        var child = MadeUp.of(version, MadeUp.CHILD_ADD)
                .id(1)
                .u8(14, 1)
                .u32(29, 0x10)
                .u32(30, 0x20)
                .chunk(15, Octets.hex("1122"))
                .chunk(16, Octets.hex("3344"))
                .chunk(18, Octets.hex("5566"))
                .u16(22, 12)
                .u16(23, 128)
                .u16(24, 12);

        assertThat(on(child).toString()).contains("additional key exchanges (RFC 9370)");
        assertThat(children()).isEmpty();
    }

    @Test
    void aFurtherKeyExchangeOfAnSaEndsItsUse() throws MalformedMessage {
        establish(1);
        // without a prf: it stays what it is
        var events = on(MadeUp.of(4, MadeUp.IKE_ADD).id(1).chunk(17, Octets.hex("1122")));

        assertThat(events).hasAtLeastOneElementOfType(HaEvent.Deleted.class);
        assertThat(spis()).isEmpty();
        assertThat(on(MadeUp.childAdd(1, 0x10, 0x20).cbc()).toString()).contains("cannot be used");
    }

    @Test
    void laterVersionsLeadToTheSameKeys() throws MalformedMessage {
        establish(1);
        Secret version3 =
                table.named(1, ~1).orElseThrow().roots().orElseThrow().skD().copy();
        HaMessage told = MadeUp.ikeAdd(1).message();
        table.forgetAll();
        for (int version : List.of(4, 5)) {
            on(MadeUp.of(version, MadeUp.IKE_ADD)
                    .id(1)
                    .u16(20, 5)
                    .chunk(15, told.nonce(HaField.NONCE_I))
                    .chunk(16, told.nonce(HaField.NONCE_R))
                    .chunk(17, Octets.of(told.key(HaField.SECRET).orElseThrow().toByteArray())));
            on(MadeUp.of(version, MadeUp.IKE_UPDATE)
                    .id(1)
                    .identity(4, "there.example")
                    .address(7, Octets.hex(THERE))
                    .u32(9, 0x40)
                    .u32(9, 0x8000_2000L));

            assertThat(table.named(1, ~1)
                            .orElseThrow()
                            .roots()
                            .orElseThrow()
                            .skD()
                            .equals(version3))
                    .isTrue();
            table.forgetAll();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "12, 128, 12, ESP, 96, aes128-sha256-noesn",
        "12, 256, 14, ESP, 192, aes256-sha512-noesn",
        "20, 256,  0, ESP, 72, aes256gcm16-noesn",
        "28, 256,  0, ESP, 72, chacha20poly1305-noesn",
        "11,   0,  2, ESP, 40, ENCR 11-sha1-noesn",
        "13, 128, 12, ESP, 104, ENCR 13 with 128 bits-sha256-noesn",
        " 0,   0, 12, AH, 64, sha256-noesn",
    })
    void knowsHowLongKeymatIs(int encryption, int bits, int integrity, String protocol, int octets, String text) {
        var algorithms = new IpsecAlgorithms(encryption, bits, integrity, 0);

        assertThat(algorithms.refusal()).isEmpty();
        assertThat(algorithms.protocol()).isEqualTo(protocol.equals("AH") ? SaName.AH : SaName.ESP);
        assertThat(algorithms.keymatOctets()).hasValue(octets);
        assertThat(algorithms).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource({
        "12, 128, 0, without integrity",
        "11, 0, 0, without integrity",
        "12, 128, 1026, not known",
        "99, 0, 12, not known"
    })
    void refusesChildrenThatAreNoSourceOfKeys(int encryption, int bits, int integrity, String why)
            throws MalformedMessage {
        establish(1);

        assertThat(on(MadeUp.childAdd(1, 0x10, 0x20)
                                .u16(21, encryption)
                                .u16(22, bits)
                                .u16(23, integrity))
                        .toString())
                .contains("has a child that cannot be used")
                .contains(why);
        assertThat(children()).isEmpty();
    }

    private void establish(long spiI) throws MalformedMessage {
        on(MadeUp.ikeAdd(spiI));
        on(MadeUp.ikeUpdate(spiI, THERE));
    }

    private List<HaEvent> on(MadeUp message) throws MalformedMessage {
        return on(message.message());
    }

    private List<HaEvent> on(HaMessage message) {
        return table.on(message, time.now());
    }

    private SaBinding bound(RootKind root) {
        return bindings.newest(PEER, Profile.DRAFT, root).orElseThrow();
    }

    private List<Long> spis() {
        return table.usable().map(sa -> sa.told.id().spiI()).toList();
    }

    private List<Integer> children() {
        var spis = new ArrayList<Integer>();
        table.usable().forEach(sa -> spis.addAll(sa.line.children.keySet()));
        return spis;
    }
}
