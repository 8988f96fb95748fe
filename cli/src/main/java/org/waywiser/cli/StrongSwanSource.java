package org.waywiser.cli;

import java.util.List;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.agent.SaKeeper;
import org.waywiser.keys.agent.StrongSwanKeeper;
import org.waywiser.keys.strongswan.HaPeer;
import org.waywiser.wire.AddressText;

/** The strongSwan on this machine. */
record StrongSwanSource(HaPeer strongSwan) implements OwnSource {
    @Override
    public KeySource keys() {
        return strongSwan;
    }

    @Override
    public SaKeeper keeper() {
        return new StrongSwanKeeper(strongSwan);
    }

    @Override
    public List<String> announcement() {
        String there =
                strongSwan.isConnected() ? "" : ", whose plugin ha is not there yet: see docs/strongswan.md if it runs";
        return List.of("keys of strongSwan on UDP " + AddressText.of(strongSwan.address()) + ", from "
                + AddressText.of(strongSwan.source()) + there);
    }

    @Override
    public void close() {
        strongSwan.close();
    }
}
