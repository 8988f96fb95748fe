package org.waywiser.protocol.stamp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.lang.foreign.MemorySegment;
import org.waywiser.wire.stamp.StampFormat;

/** Any datagram: an answer no larger than it, or a count; never an exception. */
class StampReflectorFuzzTest {
    @FuzzTest
    void answersOrCounts(byte[] datagram) {
        for (boolean stateful : new boolean[] {true, false}) {
            check(Stamps.plain(stateful), datagram);
            check(Stamps.sealed(StampFormat.UNAUTHENTICATED, stateful), datagram);
            byte[] authentic = datagram.clone();
            if (authentic.length >= StampFormat.AUTHENTICATED.length()) {
                var segment = MemorySegment.ofArray(authentic);
                var mac = Stamps.key(1);
                mac.update(segment, 0, StampFormat.COVERED);
                mac.finish(segment, StampFormat.COVERED);
            }
            check(Stamps.sealed(StampFormat.AUTHENTICATED, stateful), authentic);
        }
    }

    private static void check(StampReflectorConfig config, byte[] datagram) {
        var reflector = new StampReflector(config, Stamps.CLOCK);
        byte[] reply = Stamps.reply(reflector, datagram);
        var counts = reflector.counts();
        assertThat(reply.length).isLessThanOrEqualTo(datagram.length);
        assertThat(counts.reflected() + counts.drops().size()).isOne();
        assertThat(reply.length == 0).isEqualTo(counts.reflected() == 0);
        assertThat(reflector.replyDscp()).isBetween(0, 63);
    }
}
