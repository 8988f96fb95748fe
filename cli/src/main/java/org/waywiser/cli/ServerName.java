package org.waywiser.cli;

import java.net.InetSocketAddress;

/** A server as a user names it. */
interface ServerName {
    /** As it was written. */
    String host();

    /** Its first address of the wanted family, and the port. */
    InetSocketAddress address() throws UserError;
}
