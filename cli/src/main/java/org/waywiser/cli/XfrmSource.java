package org.waywiser.cli;

import java.io.IOException;
import java.util.List;
import org.waywiser.keys.KeySource;
import org.waywiser.keys.agent.SaKeeper;
import org.waywiser.keys.agent.XfrmKeeper;
import org.waywiser.keys.xfrm.XfrmKeys;
import org.waywiser.security.ike.Prf;

/** SAs of the kernel, whichever daemon negotiated them. */
final class XfrmSource implements OwnSource {
    private final XfrmKeys keys;

    private XfrmSource(XfrmKeys keys) {
        this.keys = keys;
    }

    static XfrmSource start(Prf prf, boolean initiator) throws UserError {
        try {
            return new XfrmSource(XfrmKeys.start(prf, initiator));
        } catch (IOException e) {
            throw new UserError(ExitStatus.KEYS, "--key-source xfrm: " + e.getMessage());
        }
    }

    @Override
    public KeySource keys() {
        return keys;
    }

    @Override
    public SaKeeper keeper() {
        return new XfrmKeeper(keys);
    }

    @Override
    public List<String> announcement() {
        return List.of("keys from the SAs of the kernel");
    }

    @Override
    public void close() {
        keys.close();
    }
}
