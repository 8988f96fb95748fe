package org.waywiser.wire.xfrm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.KeyOctets;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.xfrm.XfrmMessage.Done;
import org.waywiser.wire.xfrm.XfrmMessage.Failed;
import org.waywiser.wire.xfrm.XfrmMessage.PoliciesFlushed;
import org.waywiser.wire.xfrm.XfrmMessage.PolicyDeleted;
import org.waywiser.wire.xfrm.XfrmMessage.PolicySet;
import org.waywiser.wire.xfrm.XfrmMessage.SaDeleted;
import org.waywiser.wire.xfrm.XfrmMessage.SaExpired;
import org.waywiser.wire.xfrm.XfrmMessage.SaSet;
import org.waywiser.wire.xfrm.XfrmMessage.SasFlushed;

/** Messages of a Linux 6.1 on x86-64, recorded while iproute2 changed its databases. */
@Rfc(value = 4301, section = "4.4")
class NetlinkMessageTest {
    private static final Octets A = Octets.hex("0a000001");
    private static final Octets B = Octets.hex("0a000002");

    private final Vectors events = Vectors.read("/xfrm/events.txt");

    private List<XfrmMessage> read(Vectors recorded, String field) throws MalformedMessage {
        return NetlinkMessage.readAll(WireReader.of(recorded.octets(field))).stream()
                .map(NetlinkMessage::content)
                .toList();
    }

    private XfrmMessage event(String name) throws MalformedMessage {
        return read(events, name + " 0").getFirst();
    }

    private static Sa sa(XfrmMessage message) {
        return ((SaSet) message).sa();
    }

    @Test
    void anSaHasAddressesSpiAlgorithmsAndKeys() throws MalformedMessage {
        var dump = read(Vectors.read("/xfrm/esp-tunnel-cbc128-sha256.txt"), "states");

        assertThat(dump).hasSize(3).last().isEqualTo(new Done(0));
        Sa out = dump.stream()
                .filter(SaSet.class::isInstance)
                .map(NetlinkMessageTest::sa)
                .filter(sa -> sa.id().destination().equals(B))
                .findFirst()
                .orElseThrow();
        assertThat(out.id()).isEqualTo(new SaId(B, 0x1001, SaId.ESP, Mark.NONE));
        assertThat(out.source()).isEqualTo(A);
        assertThat(out.mode()).isEqualTo(SaMode.TUNNEL);
        assertThat(out.request()).isEqualTo(7);
        assertThat(out.packets()).isZero();
        assertThat(out.added()).isPositive();
        var encryption = out.encryption().orElseThrow();
        assertThat(encryption.name()).isEqualTo("cbc(aes)");
        assertThat(encryption.key().toByteArray()).hasSize(16).startsWith(0x31, 0x38, 0x3f);
        var authentication = out.authentication().orElseThrow();
        assertThat(authentication.name()).isEqualTo("hmac(sha256)");
        assertThat(authentication.checkBits()).isEqualTo(128);
        assertThat(authentication.key().toByteArray()).hasSize(32).startsWith(0x41, 0x48, 0x4f);
        assertThat(out.larval()).isFalse();
    }

    @Test
    void aeadBringsItsSaltAndEncapsulationItsPorts() throws MalformedMessage {
        Sa sa = sa(
                read(Vectors.read("/xfrm/esp-tunnel-gcm16-encap.txt"), "states").getFirst());

        var aead = sa.aead().orElseThrow();
        assertThat(aead.name()).isEqualTo("rfc4106(gcm(aes))");
        assertThat(aead.key().length()).isEqualTo(20);
        assertThat(aead.checkBits()).isEqualTo(128);
        assertThat(sa.encapsulation()).contains(new Encapsulation(Encapsulation.UDP, 4500, 4500));
        assertThat(sa.authentication()).isEmpty();
        assertThat(sa.encryption()).isEmpty();
    }

    @Test
    void ahAuthenticatesAndDoesNotEncrypt() throws MalformedMessage {
        Sa sa = sa(read(Vectors.read("/xfrm/ah-transport-sha256.txt"), "states").getFirst());

        assertThat(sa.id().protocol()).isEqualTo(SaId.AH);
        assertThat(sa.mode()).isEqualTo(SaMode.TRANSPORT);
        assertThat(sa.authentication()).isPresent();
        assertThat(sa.encryption()).isEmpty();
    }

    @Test
    void anSaOfWhichOnlyTheSpiIsReservedIsLarval() throws MalformedMessage {
        Sa sa = sa(read(events, "larval dump").getFirst());

        assertThat(sa.larval()).isTrue();
        assertThat(sa.id().spi()).isEqualTo(0x3001);
    }

    @Test
    void anUpdateIsLikeAnAddition() throws MalformedMessage {
        assertThat(sa(event("update")).id()).isEqualTo(new SaId(A, 0x3001, SaId.ESP, Mark.NONE));
        Sa added = sa(event("add"));
        assertThat(added.id()).isEqualTo(new SaId(B, 0x4001, SaId.ESP, new Mark(0x2a, 0xff)));
        assertThat(added.ifId()).isEqualTo(0x11);
    }

    @Test
    void aDeletionNamesTheSaWithItsMark() throws MalformedMessage {
        assertThat(event("delete")).isEqualTo(new SaDeleted(new SaId(B, 0x4001, SaId.ESP, new Mark(0x2a, 0xff))));
        assertThat(event("flush")).isEqualTo(new SasFlushed(0));
        assertThat(new SasFlushed(SaId.AH).includes(new SaId(B, 1, SaId.ESP, Mark.NONE)))
                .isFalse();
    }

    @Test
    void lifetimesEndSoftlyAndThenHard() throws MalformedMessage {
        var id = new SaId(B, 0x4003, SaId.ESP, Mark.NONE);

        assertThat(read(events, "expire 0")).containsExactly(new SaExpired(id, false));
        assertThat(read(events, "expire 1")).containsExactly(new SaExpired(id, true));
    }

    @Test
    void aPolicyHasSelectorPriorityAndTemplates() throws MalformedMessage {
        var policy = ((PolicySet) event("policy add")).policy();

        assertThat(policy.direction()).isEqualTo(Policy.OUT);
        assertThat(policy.priority()).isEqualTo(5);
        assertThat(policy.block()).isFalse();
        assertThat(policy.main()).isTrue();
        assertThat(policy.selector().fits(A, 1234, B, 862, 17)).isTrue();
        assertThat(policy.selector().fits(A, 1234, B, 862, 6)).isFalse();
        assertThat(policy.selector().fits(A, 1234, B, 863, 17)).isFalse();
        assertThat(policy.selector().fits(B, 1234, A, 862, 17)).isFalse();
        assertThat(policy.templates())
                .containsExactly(new Policy.Template(B, 0x4001, SaId.ESP, A, 9, SaMode.TUNNEL, false));
        var updated = ((PolicySet) event("policy update")).policy();
        assertThat(updated.templates().getFirst().spi()).isEqualTo(0x4002);
        assertThat(updated.index()).isEqualTo(policy.index());
    }

    @Test
    void policiesWithoutTemplatesBlockOrLetPass() throws MalformedMessage {
        assertThat(((PolicySet) event("policy block")).policy().block()).isTrue();
        var pass = ((PolicySet) event("policy allow")).policy();
        assertThat(pass.block()).isFalse();
        assertThat(pass.templates()).isEmpty();
        assertThat(event("policy delete")).isEqualTo(new PolicyDeleted(pass.index()));
        assertThat(event("policy flush")).isEqualTo(new PoliciesFlushed());
    }

    @Test
    void aDumpListsTheNewestPolicyFirst() throws MalformedMessage {
        assertThat(read(events, "policies dump"))
                .filteredOn(PolicySet.class::isInstance)
                .extracting(message -> ((PolicySet) message).policy().priority())
                .containsExactly(4L, 6L, 5L);
    }

    @Test
    void aRefusalTellsItsErrorNumber() throws MalformedMessage {
        byte[] denied = Octets.hex("2400000002000000050000000000000" + "0ffffffff10000000120001030100000000000000")
                .toByteArray();

        var message = NetlinkMessage.readAll(WireReader.of(denied)).getFirst();

        assertThat(message.content()).isEqualTo(new Failed(1));
        assertThat(message.sequence()).isEqualTo(5);
    }

    @Test
    void dumpsAreAskedForWithoutABody() {
        assertThat(Octets.of(NetlinkMessage.dumpSas(7))).isEqualTo(Octets.hex("10000000120001030700000000000000"));
        assertThat(Octets.of(NetlinkMessage.dumpPolicies(8))).isEqualTo(Octets.hex("10000000150001030800000000000000"));
    }

    @Test
    void lengthsThatDoNotFitAreRefused() {
        for (var hex : List.of("0f000000100000000100000000000000", "f0000000100000000100000000000000", "1000")) {
            assertThatThrownBy(() -> NetlinkMessage.readAll(WireReader.of(Octets.hex(hex))))
                    .isInstanceOf(MalformedMessage.class);
        }
    }

    @Test
    void aKeyMustFillItsAttribute() {
        byte[] recorded = events.octets("update 0");
        // the number of bits stands 64 octets into the attribute ALG_AUTH, which comes first
        int bits = 16 + 224 + 4 + 64;
        recorded[bits] = (byte) (recorded[bits] + 8);

        assertThatThrownBy(() -> NetlinkMessage.readAll(WireReader.of(recorded)))
                .isInstanceOf(MalformedMessage.class);
    }

    @Test
    void keysAreNeverPrintedAndCanBeWiped() throws MalformedMessage {
        Sa sa = sa(event("update"));
        var key = sa.encryption().orElseThrow().key();
        assertThat(sa.toString()).contains("…").doesNotContain("31383f");
        assertThat(key.withheld()).isFalse();

        sa.wipe();

        assertThat(key.withheld()).isTrue();
        assertThat(Optional.of(key).map(KeyOctets::toByteArray)).contains(new byte[16]);
    }
}
