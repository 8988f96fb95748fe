package org.waywiser.bench;

/** Of what two sides had in the same round. */
record Ratio(double median, double least, double most) {}
