package org.waywiser.cli.report;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.waywiser.keys.BoundSa;
import org.waywiser.node.BindingPlan;

/** Where the keys of a session come from; never a key. */
public sealed interface SecurityReport {
    /** A file does not tell. */
    record Unknown() implements SecurityReport {}

    /** No keys: unauthenticated mode. */
    record Open() implements SecurityReport {}

    /**
     * Keys from a passphrase. RFC 4656 §3.1.
     *
     * @param keyId by which the server knows it
     */
    record Passphrase(String keyId) implements SecurityReport {}

    /**
     * A key that both ends were given. RFC 8762 §4.4.
     *
     * @param file where it is
     */
    record KeyFile(String file) implements SecurityReport {}

    /**
     * Keys from an IKE SA. RFC 7717 §5.1.
     *
     * @param profile how they are bound to it, such as {@code rfc7717}
     * @param root what they are derived from: {@code ike-sa} or {@code ipsec-sa}, null in {@code rfc7717}
     * @param derivation how test sessions get theirs: {@code direct} or {@code session-id}, null in {@code rfc7717}
     * @param keySource who established it, such as {@code embedded}
     * @param spiI Initiator's SPI in lower-case hex: 16 digits of an IKE SA, 8 of an AH or ESP SA
     * @param spiR Responder's SPI likewise
     * @param prf its pseudo-random function
     * @param proposal its algorithms in strongSwan's spelling
     * @param localId our identity
     * @param remoteId the peer's proven identity
     * @param warnings what is to be said against these keys
     */
    record Ike(
            String profile,
            @Nullable String root,
            @Nullable String derivation,
            String keySource,
            String spiI,
            String spiR,
            String prf,
            String proposal,
            String localId,
            String remoteId,
            List<String> warnings)
            implements SecurityReport {
        /** Keys of a STAMP session. */
        public static Ike ofStamp(String keySource, BoundSa sa) {
            return new Ike(
                    "stamp",
                    null,
                    null,
                    keySource,
                    sa.spiIText(),
                    sa.spiRText(),
                    sa.prf(),
                    sa.proposal(),
                    sa.localId(),
                    sa.remoteId(),
                    List.of());
        }

        public static Ike of(BindingPlan plan, String keySource, BoundSa sa, List<String> warnings) {
            boolean ofDraft = plan.profile().namesSaInGreeting();
            return new Ike(
                    plan.profile().toString(),
                    ofDraft ? plan.root().toString() : null,
                    ofDraft ? plan.derivation().toString() : null,
                    keySource,
                    sa.spiIText(),
                    sa.spiRText(),
                    sa.prf(),
                    sa.proposal(),
                    sa.localId(),
                    sa.remoteId(),
                    warnings);
        }
    }
}
