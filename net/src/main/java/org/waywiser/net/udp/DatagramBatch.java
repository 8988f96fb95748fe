package org.waywiser.net.udp;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.net.linux.Messages;

/** Places for datagrams, received or sent in one go. Made by {@link UdpSocket#newBatch}. */
public final class DatagramBatch {
    private final List<Datagram> places;
    private final Messages messages;

    DatagramBatch(Messages messages) {
        this.messages = messages;
        places = new ArrayList<>(messages.places());
        for (int i = 0; i < messages.places(); i++) places.add(new Datagram(messages.payload(i)));
    }

    public int places() {
        return places.size();
    }

    public Datagram at(int place) {
        return places.get(place);
    }

    /** What the kernel reads and writes. */
    Messages messages() {
        return messages;
    }
}
