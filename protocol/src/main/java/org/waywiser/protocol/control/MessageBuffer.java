package org.waywiser.protocol.control;

import java.util.Arrays;

/** Collects octets of a stream until a whole message, or the next part of one, is there. */
final class MessageBuffer {
    private byte[] octets = new byte[256];
    private int from;
    private int to;

    void append(byte[] more) {
        if (to + more.length > octets.length) {
            byte[] target = new byte[Math.max(octets.length, 2 * (size() + more.length))];
            System.arraycopy(octets, from, target, 0, size());
            to = size();
            from = 0;
            octets = target;
        }
        System.arraycopy(more, 0, octets, to, more.length);
        to += more.length;
    }

    int size() {
        return to - from;
    }

    byte[] take(int length) {
        byte[] taken = Arrays.copyOfRange(octets, from, from + length);
        from += length;
        return taken;
    }
}
