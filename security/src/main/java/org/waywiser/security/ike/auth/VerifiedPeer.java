package org.waywiser.security.ike.auth;

import org.waywiser.wire.ike.AuthMethod;
import org.waywiser.wire.ike.Identification;

/** A peer that proved its identity. RFC 7296 §2.15. */
public record VerifiedPeer(Identification identity, AuthMethod method) {}
