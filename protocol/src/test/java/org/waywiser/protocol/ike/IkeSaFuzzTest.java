package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.EnumMap;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.waywiser.security.Secret;
import org.waywiser.security.ike.ChildProposals;
import org.waywiser.security.ike.DhGroup;
import org.waywiser.security.ike.Encryption;
import org.waywiser.security.ike.IkeKeys;
import org.waywiser.security.ike.IkeSuite;
import org.waywiser.security.ike.Prf;
import org.waywiser.security.ike.auth.AuthenticationFailed;
import org.waywiser.security.ike.auth.PeerWishes;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.PayloadType;

class IkeSaFuzzTest {
    private static final IkeSuite SUITE = new IkeSuite(Encryption.AES_GCM_16_128, Prf.HMAC_SHA2_256, DhGroup.X25519);
    private static final IkePolicy ALICE = Ends.alice(Lockstep.PSK, SUITE.toString());
    private static final IkePolicy BOB = Ends.bob(Lockstep.PSK, SUITE.toString())
            .withChild(new ChildPolicy(ChildProposals.parse("aes128gcm16-x25519,aes128gcm16")));

    private final IkeSa.Context context =
            Ends.context(IkeSettings.defaults(Optional.of(BOB)), new ToyKeyPairs(new SplittableRandom(7)));

    /**
     * Payloads under the right keys, before and after IKE_AUTH: each request gets exactly one response. The first octet is the type
     * of the first payload, the second the exchange.
     */
    @FuzzTest
    void arbitraryPayloadsUnderTheRightKeysAreAnswered(byte[] octets) throws AuthenticationFailed {
        if (octets.length < 2) return;
        var first = new PayloadType(octets[0] & 0xff);
        var exchange = new ExchangeType(octets[1] & 0xff);
        var chain = Octets.of(octets, 2, octets.length - 2);

        var alice = negotiated(true);
        var effects = received(halfOpen(), sealed(alice, ExchangeType.IKE_AUTH, 1, first, chain));
        assertThat(effects).noneMatch(IkeEffect.Established.class::isInstance);
        assertThat(Lockstep.sent(effects)).hasSize(1);

        alice = negotiated(true);
        var open = halfOpen();
        var auth = new IkeMessage(
                alice.spiI(),
                alice.spiR(),
                ExchangeType.IKE_AUTH,
                true,
                false,
                1,
                IkeAuth.build(alice, ALICE, Ends.ALICES_END, true));
        assertThat(received(open, Protection.seal(auth, alice.outbound())))
                .anyMatch(IkeEffect.Established.class::isInstance);
        assertThat(Lockstep.sent(received(open, sealed(alice, exchange, 2, first, chain))))
                .hasSize(1);
    }

    private IkeSa halfOpen() {
        var received = new IkeInput.Received(Octets.EMPTY, Ends.ALICE_AT, Ends.BOB_AT);
        return IkeSa.answer(context, List.of(BOB), negotiated(false), received, 0, effects());
    }

    private static List<IkeEffect> received(IkeSa sa, Octets octets) {
        var effects = effects();
        var message = Lockstep.message(Octets.zeros(4).concat(octets));
        sa.received(new Arrival(message, octets, Ends.ALICE_AT, Ends.BOB_AT), 0, effects);
        return effects.toList();
    }

    private static Effects effects() {
        return new Effects(new EnumMap<>(IkeDropReason.class), 0);
    }

    /** After IKE_SA_INIT, with keys that are always the same. */
    static Negotiated negotiated(boolean initiator) {
        var nonce = Octets.zeros(32);
        var keys = IkeKeys.derive(SUITE, nonce, nonce, 1L << 40, 2L << 40, Secret.of(new byte[32]));
        return new Negotiated(
                initiator,
                1L << 40,
                2L << 40,
                SUITE,
                keys,
                nonce,
                nonce,
                Octets.hex("01"),
                Octets.hex("02"),
                PeerWishes.NONE,
                NatDetection.NONE,
                true,
                PpkUse.State.ABSENT);
    }

    /** A message whose check is right, whatever it holds. */
    private static Octets sealed(
            Negotiated negotiated, ExchangeType exchange, long messageId, PayloadType first, Octets chain) {
        int length = negotiated.outbound().sealedLength(chain.length());
        var sk = new Encrypted(first, Octets.zeros(length));
        byte[] frame = new IkeMessage(
                        negotiated.spiI(), negotiated.spiR(), exchange, true, false, messageId, List.of(sk))
                .toByteArray();
        var associated = Octets.of(frame, 0, frame.length - length);
        return associated.concat(Octets.of(negotiated.outbound().seal(associated.toByteArray(), chain.toByteArray())));
    }
}
