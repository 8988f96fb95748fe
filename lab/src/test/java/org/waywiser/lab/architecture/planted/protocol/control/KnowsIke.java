package org.waywiser.lab.architecture.planted.protocol.control;

import org.waywiser.lab.architecture.planted.protocol.ike.KnowsControl;

/** Knows whom it must not. */
public record KnowsIke(KnowsControl stranger) {}
