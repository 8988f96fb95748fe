package org.waywiser.lab.architecture.planted.keys;

import org.waywiser.lab.architecture.planted.node.UsesCli;

/** Reaches upwards. */
public record UsesNode(UsesCli later) {}
