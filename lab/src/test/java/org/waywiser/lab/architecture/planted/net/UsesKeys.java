package org.waywiser.lab.architecture.planted.net;

import org.waywiser.lab.architecture.planted.keys.UsesNode;

/** Reaches upwards. */
public record UsesKeys(UsesNode later) {}
