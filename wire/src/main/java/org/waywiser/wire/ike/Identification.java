package org.waywiser.wire.ike;

import org.waywiser.wire.Octets;

/** Body of IDi and IDr. RFC 7296 §3.5. */
public record Identification(IdType type, Octets data) {}
