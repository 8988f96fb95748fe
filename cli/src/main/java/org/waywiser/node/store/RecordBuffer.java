package org.waywiser.node.store;

import java.nio.ByteBuffer;
import java.util.function.Consumer;
import org.waywiser.wire.control.FetchedRecord;

/** Records of RFC 4656 §3.9 on their way into a file, some at a time. */
final class RecordBuffer {
    private static final int RECORDS = 2_048;

    private final Consumer<ByteBuffer> file;
    private final ByteBuffer buffer = ByteBuffer.allocate(RECORDS * FetchedRecord.LENGTH);

    /** @param file takes octets that it need not write */
    RecordBuffer(Consumer<ByteBuffer> file) {
        this.file = file;
    }

    void put(FetchedRecord packet) {
        put(
                packet.sequenceNumber(),
                packet.sendError().bits(),
                packet.receiveError().bits(),
                packet.sendNtp(),
                packet.receiveNtp(),
                packet.ttl());
    }

    void put(long sequence, int sendError, int receiveError, long sendNtp, long receiveNtp, int ttl) {
        if (buffer.remaining() < FetchedRecord.LENGTH) flush();
        buffer.putInt((int) sequence).putShort((short) sendError).putShort((short) receiveError);
        buffer.putLong(sendNtp).putLong(receiveNtp).put((byte) ttl);
    }

    void flush() {
        buffer.flip();
        if (buffer.hasRemaining()) file.accept(buffer);
        buffer.clear();
    }
}
