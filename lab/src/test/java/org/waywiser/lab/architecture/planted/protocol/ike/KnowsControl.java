package org.waywiser.lab.architecture.planted.protocol.ike;

import org.waywiser.lab.architecture.planted.protocol.control.KnowsIke;

/** Knows whom it must not. */
public record KnowsControl(KnowsIke stranger) {}
