package org.waywiser.keys.strongswan;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.waywiser.keys.IkeSecret;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.auth.Identities;
import org.waywiser.security.ike.auth.PostQuantumKeys;
import org.waywiser.security.ike.auth.PostQuantumKeys.Ppk;
import org.waywiser.testkit.Rfc;
import org.waywiser.testkit.VirtualTime;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.control.SaName;
import org.waywiser.wire.ha.HaField;
import org.waywiser.wire.ha.HaMessage;
import org.waywiser.wire.ha.HaType;

/**
 * A run of two strongSwans 5.9.8: an SA, rekeys of it and of its child from either end, AES-GCM, a wrong pre-shared key, AES-XCBC as
 * prf, a post-quantum key, IKEv1, IPv6.
 */
@Rfc(value = 7296, section = "2.14")
@Rfc(value = 7296, section = "2.17")
@Rfc(value = 7296, section = "2.18")
class RecordedRunTest {
    private static final long WRONG_PSK = 0x8ab554cfeb58cdf3L;
    private static final long XCBC = 0x0f47f922a1c24b06L;
    private static final long WITH_PPK = 0x3f43bee2f8c90fa9L;
    private static final long AFTER_PPK = 0x2811c86a64736f81L;
    private static final Octets PPK = Octets.hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    private final VirtualTime time = new VirtualTime();
    private HaTable table = new HaTable(Optional.empty());

    @Test
    void secretsOfEveryIkeSaAreThoseInTheLogOfEitherEnd() throws MalformedMessage {
        for (Recording recording : List.of(Recording.ofInitiator(), Recording.ofResponder())) {
            table = new HaTable(Optional.empty());
            var established = new ArrayList<Long>();
            for (HaMessage message : recording.messages()) {
                for (HaEvent event : table.on(message, time.now())) {
                    if (!(event instanceof HaEvent.Established(var sa))) continue;
                    established.add(sa.spiI());
                    IkeRoots roots = table.named(sa.spiI(), sa.spiR())
                            .orElseThrow()
                            .roots()
                            .orElseThrow();
                    assertThat(roots.skeyseed().orElseThrow().equals(recording.skeyseed(sa.spiI())))
                            .isTrue();
                    assertThat(roots.skD().equals(recording.skD(sa.spiI()))).isTrue();
                    assertThat(sa.secret().equals(KeySchedule.ippm(roots.prf(), recording.skD(sa.spiI()))))
                            .isTrue();
                }
            }
            assertThat(established)
                    .containsExactly(
                            0xc9e852f21da38a95L,
                            0x30cfcadb5bf55187L,
                            0x7ab7c9a063165aabL,
                            0x5dcd2115143bf98cL,
                            AFTER_PPK,
                            0x1717031c365f7ac0L);
        }
    }

    @Test
    void keymatOfEveryChildIsThatInTheLogOfEitherEnd() throws MalformedMessage {
        for (Recording recording : List.of(Recording.ofInitiator(), Recording.ofResponder())) {
            table = new HaTable(Optional.empty());
            int compared = 0;
            for (HaMessage message : recording.messages()) {
                table.on(message, time.now());
                boolean child = message.type() == HaType.CHILD_ADD
                        && message.saId(HaField.IKE_ID).orElseThrow().ikeVersion() == 2;
                if (!child) continue;
                int inbound = message.spi(HaField.INBOUND_SPI).orElseThrow();
                assertThat(child(inbound).keymat().equals(recording.keymat(inbound)))
                        .isTrue();
                compared++;
            }
            assertThat(compared).isEqualTo(5);
        }
    }

    @Test
    void bothEndsCallAChildByTheSameName() throws MalformedMessage {
        assertThat(childNames(Recording.ofInitiator()))
                .isEqualTo(childNames(Recording.ofResponder()))
                .startsWith(new SaName(SaName.ESP, 0x8e66c7fe, 0xfa19a776));
    }

    private List<SaName> childNames(Recording recording) throws MalformedMessage {
        table = new HaTable(Optional.empty());
        var names = new ArrayList<SaName>();
        for (HaMessage message : recording.messages()) {
            table.on(message, time.now());
            if (message.type() != HaType.CHILD_ADD
                    || message.saId(HaField.IKE_ID).orElseThrow().ikeVersion() != 2) continue;
            names.add(child(message.spi(HaField.INBOUND_SPI).orElseThrow()).name());
        }
        return names;
    }

    private HeldChild child(int inbound) {
        return table.usable()
                .flatMap(sa -> Optional.ofNullable(sa.line.children.get(inbound)).stream())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void inTheEndOnlyTheSasThatAreThereCanBeFound() throws MalformedMessage {
        replay(Recording.ofInitiator());

        assertThat(table.usable().map(sa -> sa.told.id().spiI()))
                .containsExactly(0x5dcd2115143bf98cL, AFTER_PPK, 0x1717031c365f7ac0L);
        // the rekeyed child of the first is gone with it, though its own end was told under another IKE SA
        assertThat(table.usable().flatMap(sa -> sa.line.children.keySet().stream()))
                .containsExactly(0x9cb87308, 0xe5ad8b1f);
    }

    @Test
    void anSaWithAWrongPreSharedKeyIsNeverOne() throws MalformedMessage {
        var log = new StringBuilder();
        for (HaMessage message : Recording.ofInitiator().messages()) {
            log.append(table.on(message, time.now()));
            assertThat(table.usable().map(sa -> sa.told.id().spiI())).doesNotContain(WRONG_PSK);
        }
        assertThat(log).doesNotContain(IkeSecret.spi(WRONG_PSK));
    }

    @Test
    void aPrfThatIsNoHmacIsRefusedWithAReason() throws MalformedMessage {
        assertThat(replay(Recording.ofInitiator()))
                .contains("%016x".formatted(XCBC))
                .contains("cannot be used: its prf, number 4, is no HMAC that is known here");
    }

    @Test
    void whatCannotBeUsedIsCountedByItsReason() throws MalformedMessage {
        replay(Recording.ofInitiator());

        assertThat(table.refused())
                .containsEntry("an IKE SA: its prf, number 4, is no HMAC that is known here", 1L)
                .containsEntry("an SA of IKEv1, which is not used here", 1L)
                .allSatisfy((reason, _) -> assertThat(reason)
                        .matches("an IKE SA: .*|an SA of IKEv1.*|a child: .*|news of an SA from before.*"));
    }

    @Test
    @Rfc(value = 8784, section = "3")
    void anSaWithAPostQuantumKeyIsUsableOnceItIsRekeyed() throws MalformedMessage {
        assertThat(replay(Recording.ofInitiator())).contains("give it with --ike-ppk-file, or wait for a rekey");

        assertThat(table.usable().map(sa -> sa.told.id().spiI()))
                .doesNotContain(WITH_PPK)
                .contains(AFTER_PPK);
    }

    @Test
    @Rfc(value = 8784, section = "3")
    void aPostQuantumKeyThatIsGivenHereGoesIntoSkDAndNotIntoSkeyseed() throws MalformedMessage {
        var ppk = new Ppk(
                Optional.of(Identities.parse("bp.lab.example")),
                Octets.of("lab-ppk".getBytes(StandardCharsets.US_ASCII)),
                Secret.of(PPK.toByteArray()));
        table = new HaTable(Optional.of(new PostQuantumKeys(List.of(ppk))));
        Recording recording = Recording.ofInitiator();
        for (HaMessage message : recording.messages()) {
            table.on(message, time.now());
            Optional<IkeRoots> roots = table.usable()
                    .filter(sa -> sa.told.id().spiI() == WITH_PPK)
                    .findFirst()
                    .flatMap(HeldSa::roots);
            if (roots.isEmpty()) continue;
            assertThat(roots.get().skD().equals(recording.secret("sk-d.ppk"))).isTrue();
            assertThat(roots.get().skeyseed()).isEmpty();
            return;
        }
        throw new AssertionError("no SA with its post-quantum key");
    }

    private String replay(Recording recording) throws MalformedMessage {
        var log = new StringBuilder();
        for (HaMessage message : recording.messages()) log.append(table.on(message, time.now()));
        return log.toString();
    }
}
