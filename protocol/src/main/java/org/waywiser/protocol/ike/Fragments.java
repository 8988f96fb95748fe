package org.waywiser.protocol.ike;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.waywiser.security.ike.PayloadCipher;
import org.waywiser.wire.Octets;
import org.waywiser.wire.WireWriter;
import org.waywiser.wire.ike.EncryptedFragment;
import org.waywiser.wire.ike.IkeHeader;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.Notify;
import org.waywiser.wire.ike.NotifyType;
import org.waywiser.wire.ike.PayloadChain;
import org.waywiser.wire.ike.PayloadType;

/** A message in parts: cut here, or put together from what comes in, one message at a time. RFC 7383 §2.5, §2.6. */
final class Fragments {
    /** Announces that fragments are understood. RFC 7383 §2.3. */
    static final Notify SUPPORTED = Notify.of(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED);

    /** Contents of one message. RFC 7383 §5: by no means more than 64 kB. */
    static final int MOST_OCTETS = 32 << 10;

    /** Fragments of one message. */
    static final int MOST_FRAGMENTS = 1 << 10;

    private final Map<Integer, byte[]> contents = new TreeMap<>();
    private long messageId;
    private int total;
    private int octets;
    private PayloadType firstPayload = PayloadType.NONE;
    private List<IkePayload> clear = List.of();
    private Octets first = Octets.EMPTY;
    private long sinceNanos;

    /**
     * A message put together.
     *
     * @param clear payloads before the first fragment
     */
    record Whole(List<IkePayload> clear, PayloadType firstPayload, Octets payloads) {}

    /** Whether the sender of an IKE_SA_INIT message understands fragments. */
    static boolean supportedBy(IkeMessage message) {
        return message.notification(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED).isPresent();
    }

    /**
     * Cuts a message whose sealed form would be longer than {@code most} octets, and seals each part by itself.
     *
     * @return the messages to send, one if it fits
     */
    static List<Octets> seal(IkeMessage message, PayloadCipher cipher, int most) {
        var chain = new WireWriter();
        PayloadChain.write(message.payloads(), chain);
        byte[] payloads = chain.toByteArray();
        int around = IkeHeader.LENGTH + PayloadChain.HEADER;
        if (around + cipher.sealedLength(payloads.length) <= most) return List.of(Protection.seal(message, cipher));
        int room = most - around - EncryptedFragment.HEADER;
        int part = room;
        while (cipher.sealedLength(part) > room) part--;
        int total = (payloads.length + part - 1) / part;
        var sealed = new ArrayList<Octets>();
        for (int number = 1; number <= total; number++) {
            byte[] content =
                    Arrays.copyOfRange(payloads, (number - 1) * part, Math.min(number * part, payloads.length));
            var next = number == 1 ? PayloadChain.first(message.payloads()) : PayloadType.NONE;
            sealed.add(Protection.sealFragment(message, next, number, total, content, cipher));
        }
        return sealed;
    }

    /** Why a fragment is of no use here, if so; asked before its integrity is. RFC 7383 §2.6. */
    Optional<String> refusal(long id, EncryptedFragment fragment) {
        int number = fragment.number();
        if (number == 0 || number > fragment.total() || fragment.total() > MOST_FRAGMENTS) {
            return Optional.of("fragment " + number + " of " + fragment.total());
        }
        if (contents.isEmpty() || id != messageId) return Optional.empty();
        if (fragment.total() < total) {
            return Optional.of("fragment of " + fragment.total() + ", yet they are " + total + " now");
        }
        boolean again = fragment.total() == total && contents.containsKey(number);
        return again ? Optional.of("fragment " + number + " again") : Optional.empty();
    }

    /**
     * Keeps an authentic fragment that was not refused. More fragments of the same message than before replace the old ones.
     *
     * @param content decrypted
     * @return whether the message is not too long
     */
    boolean add(Arrival arrival, EncryptedFragment fragment, byte[] content, long nowNanos) {
        var message = arrival.message();
        if (contents.isEmpty() || message.messageId() != messageId || fragment.total() > total) {
            clear();
            messageId = message.messageId();
            total = fragment.total();
            sinceNanos = nowNanos;
        }
        if (fragment.number() == 1) {
            first = arrival.octets();
            firstPayload = fragment.firstPayload();
            clear = message.payloads().subList(0, message.payloads().size() - 1);
        }
        contents.put(fragment.number(), content);
        octets += content.length;
        if (octets <= MOST_OCTETS) return true;
        clear();
        return false;
    }

    /** The message, once all its fragments are there. */
    Optional<Whole> whole() {
        if (contents.isEmpty() || contents.size() < total) return Optional.empty();
        var payloads = new WireWriter(octets);
        contents.values().forEach(payloads::bytes);
        return Optional.of(new Whole(clear, firstPayload, payloads.toOctets()));
    }

    /** Fragment 1 as it came, if the message with this ID came in fragments: by it a repeated message is known. */
    Optional<Octets> first(long id) {
        return contents.isEmpty() || id != messageId || first.equals(Octets.EMPTY)
                ? Optional.empty()
                : Optional.of(first);
    }

    /** When the first of them came, if any is there. */
    OptionalLong sinceNanos() {
        return contents.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sinceNanos);
    }

    /** Forgets them all. */
    void clear() {
        contents.values().forEach(content -> Arrays.fill(content, (byte) 0));
        contents.clear();
        first = Octets.EMPTY;
        clear = List.of();
        octets = 0;
    }
}
