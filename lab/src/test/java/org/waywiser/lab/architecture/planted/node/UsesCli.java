package org.waywiser.lab.architecture.planted.node;

import org.waywiser.lab.architecture.planted.cli.Top;

/** Reaches upwards. */
public record UsesCli(Top later) {}
