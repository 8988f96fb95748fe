package org.waywiser.keys.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.waywiser.keys.KeysUnavailable;
import org.waywiser.keys.Rekeying;
import org.waywiser.keys.SaBinding;
import org.waywiser.protocol.control.Profile;
import org.waywiser.protocol.control.SaKeys;
import org.waywiser.security.Secret;
import org.waywiser.security.binding.Root;
import org.waywiser.security.ike.Prf;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.xfrm.Sa;
import org.waywiser.wire.xfrm.XfrmMessage.SaSet;

@Rfc(value = 7296, section = "2.17")
class BindingsTest {
    private static final Octets HERE = Octets.hex("0a000001");
    private static final Octets THERE = Octets.hex("0a000002");
    private static final InetAddress PEER = InetAddress.ofLiteral("10.0.0.2");
    private static final Octets SALT = Octets.zeros(16);
    private static final int COUNT = 1024;

    private final VirtualTime time = new VirtualTime();
    private final SaTable table = new SaTable(HERE::equals);
    private final KernelSas kernel = new KernelSas();

    private Bindings bindings(boolean initiator) {
        return new Bindings(table, Prf.HMAC_SHA2_256, initiator, table::alive);
    }

    private void install(int in, int out, Kind kind) {
        table.on(new SaSet(kind.make(kernel, THERE, HERE, in)), true, time.now());
        table.on(new SaSet(kind.make(kernel, HERE, THERE, out)), true, time.now());
        time.advance(Duration.ofMillis(200));
    }

    @FunctionalInterface
    private interface Kind {
        Sa make(KernelSas kernel, Octets from, Octets to, int spi);
    }

    private static byte[] concat(Octets... parts) {
        Octets all = Octets.EMPTY;
        for (Octets part : parts) all = all.concat(part);
        return all.toByteArray();
    }

    private static Secret token(byte[] keymat) {
        return new Root(Prf.HMAC_SHA2_256, Secret.owning(keymat)).passwordKey(SALT, COUNT);
    }

    private static Secret token(SaBinding binding) throws KeysUnavailable {
        return ((SaKeys.TokenKey) binding.keys(Profile.DRAFT, SALT, COUNT)).secret();
    }

    @Test
    void keymatIsTheSaTowardsTheResponderThenTheOtherEncryptionBeforeIntegrity() throws Exception {
        install(1, 2, KernelSas::sa);
        Octets in = KernelSas.key(1, 16).concat(KernelSas.key(101, 32));
        Octets out = KernelSas.key(2, 16).concat(KernelSas.key(102, 32));

        var begunThere = bindings(false).newest(PEER, Profile.DRAFT, time.now()).orElseThrow();
        assertThat(begunThere.sa().name()).isEqualTo(new SaName(SaName.ESP, 2, 1));
        assertThat(token(begunThere)).isEqualTo(token(concat(in, out)));

        var begunHere = bindings(true).newest(PEER, Profile.DRAFT, time.now()).orElseThrow();
        assertThat(begunHere.sa().name()).isEqualTo(new SaName(SaName.ESP, 1, 2));
        assertThat(token(begunHere)).isEqualTo(token(concat(out, in)));
    }

    @Test
    void aKeyOfAeadBringsItsSalt() throws Exception {
        install(1, 2, KernelSas::gcm);

        var binding = bindings(false).newest(PEER, Profile.DRAFT, time.now()).orElseThrow();

        assertThat(token(binding)).isEqualTo(token(concat(KernelSas.key(1, 20), KernelSas.key(2, 20))));
        assertThat(binding.sa().proposal()).isEqualTo("aes128gcm16");
        assertThat(binding.sa().prf()).isEqualTo("PRF_HMAC_SHA2_256");
    }

    @Test
    void aClientLearnsFromTheNameWhoTheInitiatorWas() throws Exception {
        install(1, 2, KernelSas::sa);
        // what the configuration of a server would say has no say here
        BiFunction<Integer, Integer, SaName> esp = (i, r) -> new SaName(SaName.ESP, i, r);

        for (boolean configured : new boolean[] {true, false}) {
            var byUs = bindings(configured).named(PEER, Profile.DRAFT, esp.apply(1, 2), time.now());
            var byThem = bindings(configured).named(PEER, Profile.DRAFT, esp.apply(2, 1), time.now());
            assertThat(byUs.orElseThrow().sa().name()).isEqualTo(esp.apply(1, 2));
            assertThat(byThem.orElseThrow().sa().name()).isEqualTo(esp.apply(2, 1));
            assertThat(token(byUs.get())).isNotEqualTo(token(byThem.get()));
        }
    }

    @Test
    void otherNamesProtocolsAndPeersAreNotBound() throws Exception {
        install(1, 2, KernelSas::sa);

        assertThat(bindings(true).named(PEER, Profile.DRAFT, new SaName(SaName.ESP, 1, 3), time.now()))
                .isEmpty();
        assertThat(bindings(true).named(PEER, Profile.DRAFT, new SaName(SaName.AH, 1, 2), time.now()))
                .isEmpty();
        assertThat(bindings(true)
                        .named(
                                InetAddress.ofLiteral("10.0.0.3"),
                                Profile.DRAFT,
                                new SaName(SaName.ESP, 1, 2),
                                time.now()))
                .isEmpty();
    }

    @Test
    void alternative2HasTheKeysOfTheSaThatTheResponderReceivesOn() throws Exception {
        install(1, 2, KernelSas::sa);

        var binding =
                bindings(false).newest(PEER, Profile.DRAFT_ALT2, time.now()).orElseThrow();

        var own = ((SaKeys.Own) binding.keys(Profile.DRAFT_ALT2, Octets.EMPTY, 0)).keys();
        assertThat(own.aes().toByteArray()).isEqualTo(KernelSas.key(1, 16).toByteArray());
        assertThat(own.hmac().toByteArray()).isEqualTo(KernelSas.key(101, 32).toByteArray());
    }

    @Test
    void whatIsUnfitIsRefusedWithItsReason() {
        install(1, 2, KernelSas::gcm);
        refused(Profile.DRAFT_ALT2, "AES-CBC with an HMAC, not aes128gcm16");
    }

    @Test
    void encryptionAloneIsNoSourceOfKeys() {
        install(1, 2, KernelSas::encryptionOnly);
        refused(Profile.DRAFT, "does not authenticate");
    }

    @Test
    void aDigestOfNothingDoesNotAuthenticate() {
        install(1, 2, KernelSas::encryptionWithEmptyDigest);
        refused(Profile.DRAFT, "does not authenticate");
    }

    @Test
    void aKeyOfZerosIsOneThatTheKernelWithholds() {
        install(1, 2, KernelSas::withheld);
        refused(Profile.DRAFT, "withholds");
    }

    @Test
    void twoPairsThatCannotBeToldApartAreRefused() {
        table.dumpBegins();
        for (int spi : new int[] {1, 3}) table.on(new SaSet(kernel.sa(THERE, HERE, spi)), false, time.now());
        for (int spi : new int[] {2, 4}) table.on(new SaSet(kernel.sa(HERE, THERE, spi)), false, time.now());
        refused(Profile.DRAFT, "SAs are changing right now");
        table.dumpEnds(time.now());
        time.advance(Duration.ofSeconds(1));

        refused(Profile.DRAFT, "which SAs belong together");
    }

    private void refused(Profile profile, String why) {
        assertThatExceptionOfType(KeysUnavailable.class)
                .isThrownBy(() -> bindings(false).newest(PEER, profile, time.now()))
                .withMessageContaining(why);
    }

    @Test
    void pairsAreListedWithoutKeys() {
        install(1, 2, KernelSas::sa);

        var statuses = bindings(false).statuses(time.now(), 60);

        assertThat(statuses).hasSize(1);
        assertThat(statuses.getFirst().proposal()).isEqualTo("aes128-sha256");
        assertThat(statuses.getFirst().age()).isEqualTo(Duration.ofSeconds(60));
        assertThat(statuses.getFirst().spiI()).isEqualTo(2);
    }

    @Test
    void rekeyingsHaveTheRolesOfTheList() {
        install(0xc0000001, 2, KernelSas::sa);
        install(3, 4, KernelSas::sa);

        assertThat(bindings(true).rekeyings(time.now()))
                .containsExactly(new Rekeying(SaName.ESP, 0xc0000001L, 2, 3, 4, PEER, ""));
        install(5, 6, KernelSas::sa);
        assertThat(bindings(false).rekeyings(time.now()))
                .containsExactly(new Rekeying(SaName.ESP, 4, 3, 6, 5, PEER, ""));
    }
}
