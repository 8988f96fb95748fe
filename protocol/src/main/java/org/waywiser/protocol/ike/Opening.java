package org.waywiser.protocol.ike;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.waywiser.security.ike.NotAuthentic;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.Encrypted;
import org.waywiser.wire.ike.EncryptedFragment;
import org.waywiser.wire.ike.IkePayload;

/** Opens what arrives for one IKE SA: a whole message at once, one in fragments with its last. RFC 7296 §3.14, RFC 7383 §2.6. */
final class Opening {
    private final Fragments ofRequest = new Fragments();
    private final Fragments ofResponse = new Fragments();

    /**
     * The payloads inside.
     *
     * @param fragmentation whether both ends announced it
     * @return empty, and what arrived dropped or kept, unless it is protected with the SA's keys and complete
     */
    Optional<Protected> open(Negotiated negotiated, Arrival arrival, boolean fragmentation, Effects effects) {
        var payloads = arrival.message().payloads();
        IkePayload last = payloads.isEmpty() ? null : payloads.getLast();
        try {
            return switch (last) {
                case Encrypted sk -> whole(negotiated, arrival, sk);
                case EncryptedFragment skf when fragmentation -> part(negotiated, arrival, skf, effects);
                case null, default -> {
                    effects.drop(arrival.from(), IkeDropReason.NOT_PROTECTED, "no Encrypted payload");
                    yield Optional.empty();
                }
            };
        } catch (NotAuthentic e) {
            effects.drop(arrival.from(), IkeDropReason.NOT_AUTHENTIC, "integrity check failed");
            return Optional.empty();
        } catch (MalformedMessage e) {
            return Optional.of(malformed(payloads.subList(0, payloads.size() - 1), String.valueOf(e.getMessage())));
        }
    }

    private static Optional<Protected> whole(Negotiated negotiated, Arrival arrival, Encrypted sk)
            throws NotAuthentic, MalformedMessage {
        var payloads = arrival.message().payloads();
        var sealed = Protection.open(arrival.octets(), sk, negotiated.inbound());
        return Optional.of(new Protected(payloads.subList(0, payloads.size() - 1), sealed, Optional.empty()));
    }

    private Optional<Protected> part(Negotiated negotiated, Arrival arrival, EncryptedFragment skf, Effects effects)
            throws NotAuthentic, MalformedMessage {
        var fragments = arrival.message().response() ? ofResponse : ofRequest;
        var useless = fragments.refusal(arrival.message().messageId(), skf);
        if (useless.isPresent()) {
            effects.drop(arrival.from(), IkeDropReason.USELESS_FRAGMENT, useless.get());
            return Optional.empty();
        }
        byte[] content = Protection.open(arrival.octets(), skf.body(), negotiated.inbound());
        if (!fragments.add(arrival, skf, content, effects.nowNanos())) {
            return Optional.of(malformed(List.of(), "more than " + Fragments.MOST_OCTETS + " octets in fragments"));
        }
        var whole = fragments.whole();
        if (whole.isEmpty()) return Optional.empty();
        var sealed = Protection.inside(
                whole.get().firstPayload(), whole.get().payloads().toByteArray());
        return Optional.of(new Protected(whole.get().clear(), sealed, Optional.empty()));
    }

    private static Protected malformed(List<IkePayload> clear, String detail) {
        return new Protected(clear, List.of(), Optional.of(Problem.malformed(detail)));
    }

    /** Whether the SA's keys protect it; nothing is kept. */
    boolean authentic(Negotiated negotiated, Arrival arrival, EncryptedFragment skf) {
        try {
            Protection.open(arrival.octets(), skf.body(), negotiated.inbound());
            return true;
        } catch (NotAuthentic | MalformedMessage e) {
            return false;
        }
    }

    // ---- how long fragments are kept

    /** The request was answered; how it is known when it comes again: by its octets, or those of its first fragment. */
    Octets answered(Arrival request) {
        var known = ofRequest.first(request.message().messageId()).orElse(request.octets());
        ofRequest.clear();
        return known;
    }

    /** Our request was answered, or will never be. */
    void settled() {
        ofResponse.clear();
    }

    /** When {@link #tick} is due. A response in fragments waits as long as its request is repeated. */
    OptionalLong dueNanos(long patienceNanos) {
        var since = ofRequest.sinceNanos();
        return since.isPresent() ? OptionalLong.of(since.getAsLong() + patienceNanos) : OptionalLong.empty();
    }

    /** Gives up a request whose first fragment came before this time and that is not complete. RFC 7383 §2.6. */
    void tick(long beforeNanos) {
        var since = ofRequest.sinceNanos();
        if (since.isPresent() && since.getAsLong() - beforeNanos <= 0) ofRequest.clear();
    }
}
