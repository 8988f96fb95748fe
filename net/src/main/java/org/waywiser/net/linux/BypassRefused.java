package org.waywiser.net.linux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The kernel refuses to take a socket out of IPsec; the message says what it would need. */
public final class BypassRefused extends IOException {
    private static final long serialVersionUID = 1L;

    BypassRefused(String why, @Nullable SystemCallException cause) {
        super(why, cause);
    }
}
