package org.waywiser.lab.architecture.planted.cli;

/** Nothing is above it. */
public record Top() {}
