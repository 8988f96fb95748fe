package org.waywiser.keys.strongswan;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.waywiser.security.Secret;
import org.waywiser.testkit.Vectors;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.ha.HaMessage;

/** What one of two strongSwans has told, and the keys in its own log. */
record Recording(Vectors vectors) {
    static Recording ofInitiator() {
        return new Recording(Vectors.read("/ha/initiator.txt"));
    }

    static Recording ofResponder() {
        return new Recording(Vectors.read("/ha/responder.txt"));
    }

    /** In the order they came. */
    List<HaMessage> messages() throws MalformedMessage {
        var messages = new ArrayList<HaMessage>();
        for (int i = 1; vectors.has("%02d".formatted(i)); i++) {
            messages.add(HaMessage.read(vectors.octets("%02d".formatted(i)), ByteOrder.LITTLE_ENDIAN));
        }
        return messages;
    }

    Secret skeyseed(long spiI) {
        return secret("skeyseed.%016x".formatted(spiI));
    }

    Secret skD(long spiI) {
        return secret("sk-d.%016x".formatted(spiI));
    }

    Secret keymat(int inbound) {
        return secret("keymat.%08x".formatted(inbound));
    }

    Secret secret(String name) {
        return Secret.of(vectors.octets(name));
    }
}
