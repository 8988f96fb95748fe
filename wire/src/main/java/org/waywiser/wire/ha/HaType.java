package org.waywiser.wire.ha;

import java.util.Arrays;
import org.waywiser.wire.MalformedMessage;

/** What a message is about, by its number. */
public enum HaType {
    /** An IKE SA has keys, yet nobody has proved anything. */
    IKE_ADD(1),
    /** An IKE SA is established, or something about it has changed. */
    IKE_UPDATE(2),
    /** Next Message ID of this end's requests. */
    MID_INITIATOR(3),
    /** Next Message ID of the peer's requests. */
    MID_RESPONDER(4),
    IKE_DELETE(5),
    CHILD_ADD(6),
    CHILD_DELETE(7),
    SEGMENT_DROP(8),
    SEGMENT_TAKE(9),
    STATUS(10),
    /** Asks for all that is known; strongSwan asks so itself, a second after its start. */
    RESYNC(11),
    /** Of IKEv1. */
    IKE_IV(12);

    private final int number;

    HaType(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static HaType of(int number) throws MalformedMessage {
        return Arrays.stream(values())
                .filter(type -> type.number == number)
                .findAny()
                .orElseThrow(() -> new MalformedMessage("ha message of type " + number));
    }
}
