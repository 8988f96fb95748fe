package org.waywiser.wire.ike;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/** Proposals offered, or the one chosen. RFC 7296 §3.3. */
public record SecurityAssociation(List<Proposal> proposals) implements IkePayload {
    public SecurityAssociation {
        proposals = List.copyOf(proposals);
    }

    public static SecurityAssociation read(WireReader in) throws MalformedMessage {
        var proposals = new ArrayList<Proposal>();
        while (in.remaining() > 0) proposals.add(Proposal.read(in));
        return new SecurityAssociation(proposals);
    }

    @Override
    public PayloadType type() {
        return PayloadType.SA;
    }

    @Override
    public void write(WireWriter out) {
        for (int i = 0; i < proposals.size(); i++) proposals.get(i).write(out, i == proposals.size() - 1);
    }
}
