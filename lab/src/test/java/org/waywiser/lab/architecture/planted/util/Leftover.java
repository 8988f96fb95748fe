package org.waywiser.lab.architecture.planted.util;

/** Lives in a package without a name of its own. */
public record Leftover() {}
