package org.waywiser.wire.ike;

import java.util.ArrayList;
import java.util.List;
import org.waywiser.wire.MalformedMessage;
import org.waywiser.wire.WireReader;
import org.waywiser.wire.WireWriter;

/**
 * TSi or TSr: a packet fits if it fits one of the selectors. RFC 7296 §3.13.
 *
 * @param type {@link PayloadType#TSI} or {@link PayloadType#TSR}
 * @param selectors the initiator's first choice is the first
 */
public record TrafficSelectors(PayloadType type, List<TrafficSelector> selectors) implements IkePayload {
    public TrafficSelectors {
        selectors = List.copyOf(selectors);
    }

    static TrafficSelectors read(PayloadType type, WireReader in) throws MalformedMessage {
        int count = in.u8();
        in.skip(3); // RESERVED
        var selectors = new ArrayList<TrafficSelector>();
        while (in.remaining() > 0) selectors.add(TrafficSelector.read(in));
        if (selectors.size() != count) {
            throw new MalformedMessage(count + " traffic selectors announced, " + selectors.size() + " found");
        }
        return new TrafficSelectors(type, selectors);
    }

    @Override
    public void write(WireWriter out) {
        out.u8(selectors.size()).zeros(3);
        for (var selector : selectors) selector.write(out);
    }
}
