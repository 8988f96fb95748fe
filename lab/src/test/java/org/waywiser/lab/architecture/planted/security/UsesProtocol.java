package org.waywiser.lab.architecture.planted.security;

import org.waywiser.lab.architecture.planted.protocol.UsesNet;

/** Reaches upwards. */
public record UsesProtocol(UsesNet later) {}
