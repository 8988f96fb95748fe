package org.waywiser.protocol.ike;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.waywiser.testkit.Rfc;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.Octets;
import org.waywiser.wire.ike.ExchangeType;
import org.waywiser.wire.ike.IkeMessage;
import org.waywiser.wire.ike.IkePayload;
import org.waywiser.wire.ike.PayloadType;

@Rfc(value = 7383, section = "2.6")
class FragmentsFuzzTest {
    private final Negotiated alice = IkeSaFuzzTest.negotiated(true);
    private final Negotiated bob = IkeSaFuzzTest.negotiated(false);

    /**
     * Fragments under the right keys make a message exactly when all of one total are there, whatever came before. Each takes four
     * octets and its content: number, total, type of the first payload, length.
     */
    @FuzzTest
    void authenticFragmentsMakeTheMessageThatTheyAreOf(byte[] octets) {
        var opening = new Opening();
        var kept = new TreeMap<Integer, byte[]>();
        int kinds = 0;
        int first = 0;
        var in = ByteBuffer.wrap(octets);
        while (in.remaining() >= 4) {
            int number = in.get() & 0xff;
            int total = in.get() & 0xff;
            int next = in.get() & 0xff;
            byte[] content = new byte[Math.min(in.get() & 0xff, in.remaining())];
            in.get(content);
            var opened = deliver(opening, number, total, next, content);

            boolean useless =
                    number == 0 || number > total || total < kinds || total == kinds && kept.containsKey(number);
            if (!useless) {
                if (total > kinds) kept.clear();
                kinds = total;
                kept.put(number, content);
                if (number == 1) first = next;
            }
            boolean tooLong = kept.values().stream().mapToInt(c -> c.length).sum() > Fragments.MOST_OCTETS;
            if (!tooLong && (useless || kept.size() < total)) {
                assertThat(opened).isEmpty();
                continue;
            }
            assertThat(opened).hasSize(1);
            if (tooLong) {
                assertThat(opened.getFirst().malformed()).isPresent();
            } else {
                assertSame(opened.getFirst(), first, whole(kept));
            }
            return;
        }
    }

    private static void assertSame(Protected opened, int first, byte[] whole) {
        List<IkePayload> expected = null;
        try {
            expected = Protection.inside(new PayloadType(first), whole);
        } catch (MalformedMessage e) {
            assertThat(opened.malformed()).isPresent();
        }
        if (expected != null) assertThat(opened.sealed()).isEqualTo(expected);
    }

    private static byte[] whole(SortedMap<Integer, byte[]> kept) {
        var whole = new ByteArrayOutputStream();
        kept.values().forEach(whole::writeBytes);
        return whole.toByteArray();
    }

    private List<Protected> deliver(Opening opening, int number, int total, int next, byte[] content) {
        var message = new IkeMessage(alice.spiI(), alice.spiR(), ExchangeType.INFORMATIONAL, true, false, 2, List.of());
        var octets = Protection.sealFragment(message, new PayloadType(next), number, total, content, alice.outbound());
        var arrival = new Arrival(Lockstep.message(Octets.zeros(4).concat(octets)), octets, Ends.ALICE_AT, Ends.BOB_AT);
        return opening.open(bob, arrival, true, new Effects(new EnumMap<>(IkeDropReason.class), 0)).stream()
                .toList();
    }
}
