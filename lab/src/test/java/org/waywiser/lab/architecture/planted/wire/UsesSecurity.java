package org.waywiser.lab.architecture.planted.wire;

import org.waywiser.lab.architecture.planted.security.UsesProtocol;

/** Reaches upwards. */
public record UsesSecurity(UsesProtocol later) {}
