package org.waywiser.wire.ike;

import org.waywiser.wire.Octets;

/** Body of AUTH. RFC 7296 §3.8. */
public record Authentication(AuthMethod method, Octets data) {}
