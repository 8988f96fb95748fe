package org.waywiser.protocol.metrics;

import java.nio.ByteBuffer;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;

/** Packet records in 66 octets each, up to a bound, then only counted. Reads as a list that decodes on access. */
final class RawRecords {
    private static final int RECORD = 66;
    private static final int CHUNK_RECORDS = 1024;

    private final List<ByteBuffer> chunks = new ArrayList<>();
    private final int limit;
    private int size;
    private long omitted;

    RawRecords(int limit) {
        this.limit = limit;
    }

    void add(PacketRecord packet) {
        if (size == limit) {
            omitted++;
            return;
        }
        if (size % CHUNK_RECORDS == 0) chunks.add(ByteBuffer.allocate(CHUNK_RECORDS * RECORD));
        chunks.getLast()
                .putInt((int) packet.sequence())
                .putLong(packet.sentNtp())
                .putShort((short) packet.sentErrorEstimate())
                .putLong(packet.reflectorReceivedNtp())
                .putLong(packet.reflectorSentNtp())
                .putShort((short) packet.reflectorErrorEstimate())
                .putInt((int) packet.reflectorSequence())
                .putLong(packet.receivedNtp())
                .putShort((short) packet.receivedErrorEstimate())
                .put((byte) packet.forwardTtl())
                .put((byte) packet.reverseTtl())
                .put((byte) packet.receiveSource().distance())
                .putLong(packet.dueNtp())
                .putLong(packet.leftNtp())
                .put((byte) packet.sendSource().distance());
        size++;
    }

    /** Records that found no room. */
    long omitted() {
        return omitted;
    }

    /** What is there now; records added later do not show. */
    List<PacketRecord> view() {
        return new View(List.copyOf(chunks), size);
    }

    private static final class View extends AbstractList<PacketRecord> {
        private final List<ByteBuffer> chunks;
        private final int size;

        View(List<ByteBuffer> chunks, int size) {
            this.chunks = chunks;
            this.size = size;
        }

        @Override
        public int size() {
            return size;
        }

        @Override
        public PacketRecord get(int index) {
            if (index < 0 || index >= size) throw new IndexOutOfBoundsException(index);
            ByteBuffer chunk = chunks.get(index / CHUNK_RECORDS);
            int at = index % CHUNK_RECORDS * RECORD;
            return new PacketRecord(
                    Integer.toUnsignedLong(chunk.getInt(at)),
                    chunk.getLong(at + 4),
                    Short.toUnsignedInt(chunk.getShort(at + 12)),
                    chunk.getLong(at + 14),
                    chunk.getLong(at + 22),
                    Short.toUnsignedInt(chunk.getShort(at + 30)),
                    Integer.toUnsignedLong(chunk.getInt(at + 32)),
                    chunk.getLong(at + 36),
                    Short.toUnsignedInt(chunk.getShort(at + 44)),
                    Byte.toUnsignedInt(chunk.get(at + 46)),
                    Byte.toUnsignedInt(chunk.get(at + 47)),
                    StampSource.at(chunk.get(at + 48)),
                    chunk.getLong(at + 49),
                    chunk.getLong(at + 57),
                    StampSource.at(chunk.get(at + 65)));
        }
    }
}
