package org.waywiser.protocol.control;

import org.waywiser.wire.control.SaName;

/** What a connection set-up names the shared secret by. */
public sealed interface SecretName {
    /**
     * A passphrase. RFC 4656 §3.1.
     *
     * @param keyId the KeyID as text
     */
    record Passphrase(String keyId) implements SecretName {
        /** Fit for a log, whatever a stranger put into the KeyID. */
        @Override
        public String toString() {
            return "KeyID '" + keyId.replaceAll("\\p{C}", "?") + "'";
        }
    }

    /** The SA that the greeting named. draft-ietf-ippm-ipsec-01 §4.2. */
    record Pinned(SaName sa) implements SecretName {
        @Override
        public String toString() {
            return sa.toString();
        }
    }

    /** The IKE SA whose SK_d gives the secret. RFC 7717 §5.3. */
    record IkeSa(long spiI, long spiR) implements SecretName {
        @Override
        public String toString() {
            return "IKE SA SPIi %016x SPIr %016x".formatted(spiI, spiR);
        }
    }
}
