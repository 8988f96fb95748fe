package org.waywiser.protocol.control;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.waywiser.wire.control.Sid;

/** Sessions that a Control-Client has named in commands of one kind, and that the Server has not answered for. RFC 5938 §3.3, §3.5. */
final class AwaitedAcks {
    /** When each answer is to be there, in order. */
    private final Map<Sid, Long> deadlines = new LinkedHashMap<>();

    /** @return how many there are */
    int size() {
        return deadlines.size();
    }

    void await(List<Sid> sessions, long deadline) {
        for (Sid sid : sessions) {
            if (deadlines.putIfAbsent(sid, deadline) != null) {
                throw new IllegalArgumentException("session " + sid + " was named and not answered for");
            }
        }
    }

    /** @return whether all of them were awaited, each once */
    boolean answered(List<Sid> sessions) {
        for (Sid sid : sessions) if (deadlines.remove(sid) == null) return false;
        return true;
    }

    /** When the first answer is to be there. */
    OptionalLong deadline() {
        var first = deadlines.values().iterator();
        return first.hasNext() ? OptionalLong.of(first.next()) : OptionalLong.empty();
    }
}
