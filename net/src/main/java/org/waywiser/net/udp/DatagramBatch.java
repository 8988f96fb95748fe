package org.waywiser.net.udp;

import java.util.List;

/** Places for datagrams, received or sent in one go. Made by {@link UdpSocket#newBatch}. */
public final class DatagramBatch {
    private final List<Datagram> places;

    DatagramBatch(List<Datagram> places) {
        this.places = places;
    }

    public int places() {
        return places.size();
    }

    public Datagram at(int place) {
        return places.get(place);
    }
}
