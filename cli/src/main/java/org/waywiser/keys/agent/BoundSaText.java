package org.waywiser.keys.agent;

import org.waywiser.keys.BoundSa;
import org.waywiser.wire.control.SaName;
import tools.jackson.databind.node.ObjectNode;

/** An SA that greetings name as JSON. */
final class BoundSaText {
    private BoundSaText() {}

    static ObjectNode write(BoundSa sa) {
        return Frame.object()
                .put("protocol", sa.name().protocol())
                .put("spi_i", sa.spiIText())
                .put("spi_r", sa.spiRText())
                .put("prf", sa.prf())
                .put("proposal", sa.proposal())
                .put("local_id", sa.localId())
                .put("remote_id", sa.remoteId())
                .put("peer", sa.peer().getHostAddress())
                .put("watched", sa.watched());
    }

    static BoundSa read(ObjectNode sa) throws AgentFailure {
        int protocol = sa.path("protocol").asInt(0);
        long spiI = Request.anySpi(sa, "spi_i");
        long spiR = Request.anySpi(sa, "spi_r");
        return new BoundSa(
                protocol == SaName.IKE ? SaName.ofIke(spiI, spiR) : new SaName(protocol, (int) spiI, (int) spiR),
                spiI,
                spiR,
                Request.string(sa, "prf"),
                Request.string(sa, "proposal"),
                Request.string(sa, "local_id"),
                Request.string(sa, "remote_id"),
                Request.address(sa, "peer").orElseThrow(() -> Request.malformed("an SA without peer")),
                sa.path("watched").asBoolean(false));
    }
}
