package org.waywiser.lab.architecture.planted.protocol;

import org.waywiser.lab.architecture.planted.net.UsesKeys;

/** Reaches upwards. */
public record UsesNet(UsesKeys later) {}
