package org.waywiser.net.udp;

import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.waywiser.net.linux.Messages;

/** Places for datagrams, received or sent in one go. Made by {@link UdpSocket#newBatch}. */
public final class DatagramBatch {
    private final List<Datagram> places;
    private final @Nullable Messages messages;

    /** Of a socket of Linux. */
    DatagramBatch(Messages messages) {
        this(IntStream.range(0, messages.places()).mapToObj(messages::payload).toList(), messages);
    }

    /** Of a channel. */
    DatagramBatch(List<MemorySegment> payloads) {
        this(payloads, null);
    }

    private DatagramBatch(List<MemorySegment> payloads, @Nullable Messages messages) {
        this.places = payloads.stream().map(Datagram::new).toList();
        this.messages = messages;
    }

    public int places() {
        return places.size();
    }

    public Datagram at(int place) {
        return places.get(place);
    }

    /** What the kernel reads and writes. */
    Messages messages() {
        return Objects.requireNonNull(messages, "a batch of another socket");
    }
}
